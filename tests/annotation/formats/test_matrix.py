"""The page of formats is the registry's."""

from annotation.formats.matrix import PAGE, matrix


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == matrix(), "run python -m annotation.formats.matrix"
