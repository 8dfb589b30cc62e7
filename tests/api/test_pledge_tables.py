"""A table of pledges as spreadsheets write one, read without guessing."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.engine.bulk import MOST_ROWS
from api.engine.pledge_tables import COLUMNS, FOR_THE_EYE, Fault, TableFault, rows_of_table
from api.v1.bodies import PledgeBody
from api.v1.bulk_rows import NOT_OF_THE_BODY

TOWN: Final = "6f1c3a52-0000-4000-8000-000000000001"
HEAD: Final = "external_id,municipality_reference,activities,capacity"
TABLE: Final = f"{HEAD}\nLUND-1,{TOWN},forums; visits,2\n"
READ: Final = [
    (
        "LUND-1",
        {
            "external_id": "LUND-1",
            "municipality": TOWN,
            "activities": ["forums", "visits"],
            "capacity": "2",
        },
    )
]


def faults(text: str) -> tuple[Fault, tuple[str, ...]]:
    with pytest.raises(TableFault) as caught:
        rows_of_table(text.encode())
    return caught.value.fault, caught.value.where


def test_a_table_is_read_into_rows_of_a_call():
    assert rows_of_table(TABLE.encode()) == READ


@pytest.mark.parametrize(
    "raw",
    [
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace(",", "\t").encode(),
        TABLE.replace("; ", " ").replace(",", ";").encode(),
        TABLE.replace("municipality_reference", "Municipality ").encode(),
        TABLE.replace("capacity", "capacity,,").encode(),
        f"{TABLE}\n,,,\n".encode(),
    ],
    ids=[
        *("UTF-8 with its mark", "UTF-16", "lines of Windows", "tabulators", "semicolons"),
        *("the API's own name", "empty last columns", "empty last lines"),
    ],
)
def test_the_same_table_reads_the_same_however_a_spreadsheet_saves_it(raw):
    assert rows_of_table(raw) == READ


def test_a_line_with_nothing_but_its_member_is_passed_over():
    assert rows_of_table(f"{TABLE},{TOWN},,\n".encode()) == READ


def test_columns_for_the_eye_are_not_read():
    table = f"external_id,municipality_reference,municipality_name,reasons\nA,{TOWN},Lund,late\n"

    assert rows_of_table(table.encode()) == [("A", {"external_id": "A", "municipality": TOWN})]


def test_a_hyphen_names_nobody_and_an_empty_cell_says_nothing():
    table = f"external_id,municipality_reference,excluded\nA,{TOWN},-\nB,{TOWN},\n"

    (_a, first), (_b, second) = rows_of_table(table.encode())

    assert first["excluded"] == []
    assert "excluded" not in second


@pytest.mark.parametrize(
    ("text", "fault", "where"),
    [
        ("", Fault.MISSING_COLUMNS, ("external_id", "municipality_reference")),
        ("external_id,capacity\nA,1", Fault.MISSING_COLUMNS, ("municipality_reference",)),
        (f"{HEAD},mayor,age\n", Fault.UNKNOWN_COLUMNS, ("mayor", "age")),
        (f"{HEAD},capacity\n", Fault.SAME_COLUMN_TWICE, ("capacity",)),
        (f"{HEAD},municipality\n", Fault.SAME_COLUMN_TWICE, ("municipality_reference",)),
        (f"{HEAD}\nA,{TOWN},forums,1,2\n", Fault.LONGER_THAN_ITS_HEAD, ("2",)),
        (f"{HEAD}\n=A,{TOWN},forums,1\n,{TOWN},visits,1", Fault.NO_NAME, ("2", "3")),
        (f"{TABLE}A,{TOWN},,\nA,{TOWN},,\n", Fault.SAME_NAME_TWICE, ("3", "4")),
        (f"{HEAD}\n", Fault.NO_ROWS, ()),
        (f"{HEAD}\n,{TOWN},,\n", Fault.NO_ROWS, ()),
        (f"{HEAD}\nA\0,{TOWN},,\n", Fault.NOT_A_TABLE, ()),
        (f"{HEAD}\nA,{TOWN},\r,\n", Fault.NOT_A_TABLE, ()),
        (f"{HEAD}\nA,{TOWN},{'x' * 10_001},\n", Fault.NOT_A_TABLE, ()),
    ],
)
def test_what_would_have_to_be_guessed_is_refused_whole(text, fault, where):
    assert faults(text) == (fault, where)


def test_what_is_not_unicode_is_no_table():
    with pytest.raises(TableFault) as caught:
        rows_of_table("Zürich".encode("latin-1"))

    assert caught.value.fault == Fault.NOT_A_TABLE


def test_a_table_has_as_many_rows_as_a_call():
    lines = "\n".join(f"A{number},{TOWN},," for number in range(MOST_ROWS + 1))

    assert len(rows_of_table(f"{HEAD}\n{lines}".rpartition("\n")[0].encode())) == MOST_ROWS
    assert faults(f"{HEAD}\n{lines}") == (Fault.TOO_MANY_ROWS, ())


def test_the_table_has_each_field_of_a_call():
    fields = {*PledgeBody().fields, *NOT_OF_THE_BODY} - {"municipality", "version"}

    assert {*COLUMNS} - FOR_THE_EYE == fields | {"municipality_reference"}


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-16")))
def test_whatever_comes_is_read_or_refused(raw):
    assert outcome(raw)


def outcome(raw: bytes) -> object:
    try:
        return rows_of_table(raw)
    except TableFault as refused:
        return refused.fault
