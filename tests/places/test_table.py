import pytest

from places.imports.table import FileRefused, Row, Table, check

TABLE = Table(columns=("code", "name"))


def _file(folder, content):
    path = folder / "list.csv"
    path.write_bytes(content)
    return path


def test_a_sound_file_gives_its_rows_with_their_lines(tmp_path):
    path = _file(tmp_path, 'code,name\n1,Вербове\n\n2,"two\nlines"\n3,x\n'.encode())

    rows = list(check(path, TABLE))

    assert rows == [
        Row(2, {"code": "1", "name": "Вербове"}),
        Row(4, {"code": "2", "name": "two\nlines"}),
        Row(6, {"code": "3", "name": "x"}),
    ]


def test_columns_may_stand_in_another_order_and_begin_with_a_byte_order_mark(tmp_path):
    path = _file(tmp_path, b"\xef\xbb\xbfname,code\nx,1\n")

    assert [row.values["code"] for row in check(path, TABLE)] == ["1"]


def test_a_torn_row_in_the_middle_is_marked_and_the_file_is_kept(tmp_path):
    path = _file(tmp_path, b"code,name\n1\n2,x\n")

    assert [row.is_whole for row in check(path, TABLE)] == [False, True]


def test_a_letter_that_lies_across_two_chunks_is_not_an_error(tmp_path):
    path = _file(tmp_path, b"code,name\n1," + b"a" * ((1 << 20) - 13) + "ж\n".encode())

    assert check(path, TABLE).rows == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"code,name\n", "There is a header but no row."),
        (b"code,name\n1,x\n2,y", "The last line (3) has no line end: the file is cut off."),
        (b"code,name\n1,x\n2\n", "The last row has fewer or more values than there are columns"),
        (b'code,name\n1,"x\n', "A quoted value never ends"),
        (b"code,name\n1,x\n2,\xc6\xed\n", "Line 3 is not UTF-8 text."),
        (b"code,name\n1,\xd0", "Line 2 is not UTF-8 text."),
        (b"code,title\n1,x\n", "The columns name are missing and title are not expected"),
        (b"code\n1\n", "The columns name are missing"),
        (b"code,name,more\n1,x,y\n", "The columns more are not expected"),
        (b"code,name,name\n1,x,y\n", "A column stands in the header twice."),
    ],
)
def test_an_unsound_file_is_refused_with_what_happened_and_what_to_do(tmp_path, content, sentence):
    path = _file(tmp_path, content)

    with pytest.raises(FileRefused) as refused:
        check(path, TABLE)

    said = str(refused.value)
    assert said.startswith(f"list.csv: {sentence}")
    assert "Nothing was changed." in said
    assert "repeat the command" in said


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FileRefused, match=r"There is no such file\. Nothing was changed\."):
        check(tmp_path / "absent.csv", TABLE)


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(FileRefused, match="cannot be read"):
        check(tmp_path, TABLE)


def test_a_file_that_changes_after_the_check_is_refused(tmp_path):
    path = _file(tmp_path, b"code,name\n1,x\n")
    checked = check(path, TABLE)
    path.write_bytes(b"code,name\n1,x\n2,y\n")

    with pytest.raises(FileRefused, match="was changed while it was being read"):
        list(checked)


def test_more_columns_are_kept_where_the_table_allows_them(tmp_path):
    path = _file(tmp_path, b"code,name,more\n1,x,y\n")

    rows = list(check(path, Table(columns=("code", "name"), extra=True)))

    assert rows == [Row(2, {"code": "1", "name": "x", "more": "y"})]


def test_a_quote_is_a_letter_in_files_without_quoting(tmp_path):
    path = _file(tmp_path, b'1\tthe "old\n')
    table = Table(columns=("code", "name"), delimiter="\t", header=False, quoted=False)

    assert list(check(path, table)) == [Row(1, {"code": "1", "name": 'the "old'})]
