"""Tables as files to keep."""

from collections.abc import Iterable, Sequence

from django.http import StreamingHttpResponse

from api.engine.tables import in_blocks, lines_of


def answer(rows: Iterable[Sequence[str]], *, name: str) -> StreamingHttpResponse:
    """Return a table as a file to keep; nobody's cache may keep it."""
    return StreamingHttpResponse(
        in_blocks(lines_of(rows)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "no-store",
        },
    )
