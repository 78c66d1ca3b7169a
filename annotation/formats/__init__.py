"""Exchange formats of annotated corpora, both ways. `FORMATS` is the registry; `matrix` says what each keeps."""

from annotation.formats import brat, cas, docbin, doccano, label_studio, own, potato, prodigy, table, webanno_tsv
from annotation.formats.base import ASPECTS, Format, Reading

FORMATS: dict[str, Format] = {
    form.id: form
    for form in (
        own.JSONL,
        own.MARKED,
        label_studio.FORMAT,
        doccano.FORMAT,
        prodigy.FORMAT,
        potato.FORMAT,
        brat.FORMAT,
        webanno_tsv.FORMAT,
        cas.XMI,
        cas.JSON,
        docbin.FORMAT,
        table.FORMAT,
    )
}

__all__ = ["ASPECTS", "FORMATS", "Format", "Reading"]
