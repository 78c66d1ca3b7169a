"""Every setting, from a TOML file and from the environment (`NIETPLUIS_…`), each with its description.

The table in the guide is made from these descriptions, so they are Dutch.
"""

from __future__ import annotations

import hashlib
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from triage.store.choices import Mode, Role

CONFIG_VARIABLE = "NIETPLUIS_CONFIG"
LOG_FLOOR_DAYS = {"zorg": 1827, "ai": 184}


class OutcomeChoice(BaseModel):
    """One thing that a person can decide to do."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    label: str = Field(min_length=1, max_length=100)
    second_reader: bool = False


DEFAULT_OUTCOMES = tuple(
    OutcomeChoice(id=key, label=label, second_reader=second)
    for key, label, second in (
        ("geen_actie", "Geen actie", False),
        ("melder_bellen", "Melder bellen", False),
        ("huisbezoek", "Huisbezoek", False),
        ("bemoeizorg", "Bemoeizorg", False),
        ("overleg", "Overleg met ketenpartners", False),
        ("crisisdienst", "Crisisdienst", False),
        ("veilig_thuis", "Veilig Thuis", True),
        ("anders", "Anders", False),
    )
)


class Settings(BaseSettings):
    """What an organisation can set. Unknown keys in the file are an error."""

    model_config = SettingsConfigDict(env_prefix="NIETPLUIS_", extra="forbid", frozen=True, hide_input_in_errors=True)

    organisation: str = Field(
        default="Uw organisatie", description="Naam van de organisatie, boven elk scherm.", max_length=100
    )
    contact: str = Field(default="", description="Waar iemand met vragen terechtkan: een mailadres of telefoonnummer.")
    base_url: str = Field(
        default="http://127.0.0.1:8000",
        description="Het adres waarop mensen de toepassing openen. Met https: veilige cookies.",
    )
    timezone: str = Field(default="Europe/Amsterdam", description="Tijdzone van datums en tijden op het scherm.")
    trusted_proxies: str = Field(
        default="127.0.0.1", description="Adressen van proxy's die het echte adres van de gebruiker mogen doorgeven."
    )

    data_dir: Path = Field(
        default=Path("nietpluis-data"), description="Map met de database, de sleutels en de bestanden die binnenkomen."
    )
    database: str = Field(
        default="",
        description="Adres van de database, zoals postgresql+psycopg://…; leeg is SQLite in de map hierboven.",
    )
    pool_size: int = Field(default=10, ge=1, le=200, description="Aantal verbindingen met PostgreSQL per proces.")
    secret: SecretStr | None = Field(
        default=None,
        description="Geheim voor sessies en sleutels per persoon; leeg: een bestand in de map, bij de start gemaakt.",
    )
    vault_key: SecretStr | None = Field(
        default=None,
        description="Sleutel van de kluis met originele teksten (base64, 32 bytes); leeg: een bestand in de map. Met komma's "
        "ertussen mogen oude sleutels erachter staan.",
    )
    background: bool = Field(
        default=True, description="Achtergrondtaken (lezen van meldingen, opruimen) in dit proces draaien."
    )

    theme_css: Path | None = Field(
        default=None, description="Eigen themabestand (CSS) van de gemeente; leeg: het thema Voorbeeld."
    )
    theme_class: str = Field(
        default="eigen-theme",
        description="Naam van de CSS-class van het eigen thema.",
        pattern=r"^[A-Za-z][A-Za-z0-9_-]*$",
    )

    session_hours: int = Field(
        default=9, ge=1, le=24, description="Zoveel uur na het inloggen moet iemand opnieuw inloggen."
    )
    idle_minutes: int = Field(
        default=30, ge=1, le=480, description="Na zoveel minuten zonder handeling stopt de sessie."
    )
    password_length: int = Field(default=12, ge=8, le=128, description="Kleinste lengte van een wachtwoord.")
    lock_after: int = Field(
        default=5, ge=1, le=100, description="Na zoveel foute wachtwoorden gaat een account op slot."
    )
    lock_minutes: int = Field(default=15, ge=1, le=1440, description="Zoveel minuten blijft een account op slot.")
    logins_per_minute: int = Field(
        default=20, ge=1, description="Zoveel pogingen om in te loggen per minuut per adres."
    )
    requests_per_minute: int = Field(
        default=6000, ge=1, description="Zoveel verzoeken per minuut per adres; veel mensen kunnen één adres delen."
    )

    oidc_issuer: str = Field(default="", description="Adres van de OpenID-aanbieder; leeg: alleen eigen accounts.")
    oidc_client_id: str = Field(default="", description="Naam van deze toepassing bij de OpenID-aanbieder.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="Geheim van deze toepassing bij de OpenID-aanbieder."
    )
    oidc_label: str = Field(
        default="Inloggen met uw werkaccount", description="Tekst op de knop van de OpenID-aanbieder."
    )
    oidc_role_claim: str = Field(default="groups", description="Veld in het OpenID-bewijs waaruit de rol volgt.")
    oidc_roles: dict[str, Role] = Field(
        default_factory=dict,
        description="Welke waarde van dat veld welke rol geeft. Zonder passende waarde geen toegang.",
    )
    local_accounts: bool = Field(default=True, description="Inloggen met een eigen account en wachtwoord kan.")

    deidentifier: Literal["geen", "deduce"] = Field(
        default="geen", description="Namen en adressen vervangen voordat een melding wordt bewaard: geen of deduce."
    )
    deidentifier_leave: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("ages",),
        description="Wat deduce laat staan: names, locations, institutions, dates, ages, identifiers, phone_numbers, "
        "email_addresses, urls.",
    )
    kept_columns: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("age_group",),
        description="Kolommen die bij pseudonimiseren naast de tekst blijven staan. De andere gaan de kluis in.",
    )
    subject_column: str = Field(
        default="subject_id",
        description="Kolom met het nummer van de persoon om wie het gaat. Alleen een gehashte waarde wordt bewaard.",
    )
    watch_folder: Path | None = Field(
        default=None, description="Map waaruit nieuwe bestanden met meldingen worden gelezen."
    )
    watch_seconds: int = Field(
        default=10, ge=1, description="Om de zoveel seconden kijken of er nieuwe bestanden zijn."
    )
    watch_keep: bool = Field(
        default=False, description="Gelezen bestanden bewaren in de submap verwerkt; anders worden ze verwijderd."
    )
    max_note_chars: int = Field(default=100_000, ge=100, description="Grootste lengte van een melding, in tekens.")
    max_upload_mb: int = Field(default=25, ge=1, description="Grootste bestand dat iemand kan inlezen, in MB.")
    screening_attempts: int = Field(default=5, ge=1, description="Zo vaak probeert het programma een melding te lezen.")
    lease_seconds: int = Field(
        default=300,
        ge=10,
        description="Zoveel seconden mag het lezen van een melding duren voordat een ander het overneemt.",
    )
    model: str = Field(
        default="default",
        description="Map van het taalmodel; default: het model dat erbij zit; geen: alleen de woordenlijst.",
    )
    model_off: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Signalen waarvoor het taalmodel niet wordt gebruikt."
    )
    lexicon_files: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Eigen woordenlijsten (YAML), naast de lijst die erbij zit."
    )
    lexicon_off: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Signalen waarvoor de woordenlijst niet wordt gebruikt."
    )
    sources: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("melding", "huisbezoek", "telefoon", "anders"),
        description="Soorten bronnen waaruit iemand kan kiezen.",
    )

    default_mode: Mode = Field(
        default=Mode.EERST_LEZEN, description="Werkwijze van een nieuw team en van wie geen team heeft."
    )
    queue_order: Literal["aankomst", "willekeurig"] = Field(
        default="aankomst", description="Volgorde van de lijst: op aankomst, of willekeurig binnen de dag."
    )
    outcomes: tuple[OutcomeChoice, ...] = Field(
        default=DEFAULT_OUTCOMES, description="De lijst waaruit iemand kiest wat er volgt.", min_length=1
    )

    contacts_file: Path | None = Field(
        default=None, description="Eigen bestand (YAML) met wie mensen kunnen bellen, zoals uw crisisdienst."
    )

    holdout_share: float = Field(
        default=0.05, ge=0, le=0.5, description="Deel van de meldingen dat geen suggesties krijgt."
    )
    random_share: float = Field(
        default=0.05,
        ge=0,
        le=1,
        description="Deel van de meldingen zonder signalen dat toch aan een mens wordt voorgelegd.",
    )
    alarm_follow_rate: float = Field(
        default=0.95, ge=0, le=1, description="Waarschuwing als zo'n groot deel van de suggesties wordt gevolgd."
    )
    alarm_minimum: int = Field(default=50, ge=1, description="Geen waarschuwing bij minder oordelen dan dit aantal.")

    alarm_pace_seconds: int = Field(
        default=60,
        ge=0,
        description="Waarschuwing als de helft van de meldingen sneller dan dit aantal seconden is afgerond; 0: nooit.",
    )
    evaluated_on: date | None = Field(
        default=None, description="Dag waarop het model voor het laatst is gemeten op eigen meldingen (jjjj-mm-dd)."
    )
    valid_until: date | None = Field(
        default=None,
        description="Tot en met deze dag mag het model zonder nieuwe meting worden gebruikt; daarna komt er een waarschuwing.",
    )

    register_status: Literal["In ontwikkeling", "In gebruik", "Buiten gebruik"] = Field(
        default="In ontwikkeling", description="Algoritmeregister: de status."
    )
    register_category: Literal["Hoog-risico AI-systeem", "Impactvolle algoritmes", "Overige algoritmes"] = Field(
        default="Impactvolle algoritmes",
        description="Algoritmeregister: de publicatiecategorie; uw jurist bepaalt die.",
    )
    register_in_use_since: date | None = Field(
        default=None, description="Algoritmeregister: eerste dag van gebruik (jjjj-mm-dd)."
    )
    register_lawful_basis: str = Field(
        default="", max_length=2500, description="Algoritmeregister: de wettelijke basis, in eigen woorden."
    )
    register_website: str = Field(
        default="", max_length=500, description="Algoritmeregister: adres van de eigen publiekspagina."
    )
    register_url: str = Field(
        default="", max_length=500, description="Algoritmeregister: adres van de eigen registratie."
    )
    register_processing_url: str = Field(
        default="", max_length=500, description="Algoritmeregister: adres in het openbare verwerkingsregister."
    )
    register_dpia_url: str = Field(
        default="", max_length=500, description="Algoritmeregister: adres van de gepubliceerde DPIA."
    )
    register_iama_url: str = Field(
        default="", max_length=500, description="Algoritmeregister: adres van het gepubliceerde IAMA."
    )
    register_source_code: str = Field(
        default="", max_length=500, description="Algoritmeregister: adres van de broncode."
    )
    register_provider: str = Field(
        default="Open source: nietpluis", max_length=200, description="Algoritmeregister: de leverancier of beheerder."
    )
    register_id: str = Field(
        default="", max_length=100, description="Algoritmeregister: eigen nummer van de registratie."
    )

    export_columns: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("age_group",),
        description="Extra kolommen die mee mogen in de export voor onderzoek. Alles wat hier niet staat, blijft weg.",
    )

    metrics: bool = Field(default=True, description="Tellers voor Prometheus op /metrics aanbieden.")
    metrics_token: SecretStr | None = Field(
        default=None, description="Woord dat Prometheus moet meesturen (Bearer); leeg: alleen vanaf dezelfde machine."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Hoeveel er in het logboek van de server komt."
    )
    log_format: Literal["json", "tekst"] = Field(
        default="json", description="Vorm van het logboek van de server: json of tekst."
    )
    stop_seconds: int = Field(
        default=20, ge=1, le=600, description="Zoveel seconden krijgt lopend werk bij het stoppen."
    )

    note_days: int = Field(
        default=365, ge=1, description="Zoveel dagen na afronding wordt de tekst van een melding verwijderd."
    )
    log_floor: Literal["zorg", "ai"] = Field(
        default="zorg",
        description="Wettelijk minimum voor het logboek: zorg (NEN 7513, 5 jaar) of ai (AI-verordening, 6 maanden).",
    )
    log_days: int = Field(
        default=1827, description="Zoveel dagen blijft een regel in het logboek. Nooit korter dan het minimum."
    )

    @field_validator(
        "sources",
        "export_columns",
        "deidentifier_leave",
        "kept_columns",
        "model_off",
        "lexicon_files",
        "lexicon_off",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _floors(self) -> Settings:
        floor = LOG_FLOOR_DAYS[self.log_floor]
        if self.log_days < floor:
            raise ValueError(f"log_days moet minstens {floor} zijn bij log_floor = {self.log_floor}")
        if len({choice.id for choice in self.outcomes}) != len(self.outcomes):
            raise ValueError("outcomes: elke id mag maar één keer voorkomen")
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_roles):
            raise ValueError("oidc_issuer vraagt ook om oidc_client_id en oidc_roles")
        if not (self.oidc_issuer or self.local_accounts):
            raise ValueError("zonder oidc_issuer en met local_accounts = false kan niemand inloggen")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the file named by `NIETPLUIS_CONFIG`."""
        file = os.environ.get(CONFIG_VARIABLE)
        if file and not Path(file).is_file():
            raise FileNotFoundError(f"{CONFIG_VARIABLE} names {file}, which is not a file")
        toml = (TomlConfigSettingsSource(settings_cls, toml_file=file),) if file else ()
        return (init_settings, env_settings, *toml)

    @property
    def database_url(self) -> str:
        """The database as SQLAlchemy wants it named."""
        return self.database or f"sqlite:///{self.data_dir / 'nietpluis.db'}"

    @property
    def https(self) -> bool:
        """Whether people reach us over https, so that cookies are for https only."""
        return self.base_url.startswith("https://")

    @property
    def session_length(self) -> timedelta:
        return timedelta(hours=self.session_hours)

    def config_hash(self) -> str:
        """A hash of all settings that are no secret and name no place, for the log: the same settings, the same hash."""
        places = {
            "secret",
            "contacts_file",
            "vault_key",
            "oidc_client_secret",
            "metrics_token",
            "database",
            "data_dir",
            "watch_folder",
            "theme_css",
        }
        return hashlib.sha256(self.model_dump_json(exclude=places).encode()).hexdigest()


def settings_table() -> list[tuple[str, str, str]]:
    """For the guide: (key, default, description) of every setting, in order."""
    rows = []
    for key, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        if key == "outcomes":
            default = ", ".join(choice.id for choice in DEFAULT_OUTCOMES)
        elif isinstance(default, tuple):
            default = ", ".join(default)
        rows.append((key, "" if default in (None, {}) else str(default), field.description or ""))
    return rows
