"""Files that a person takes away from a page."""

from collections.abc import Iterable

from django.http import StreamingHttpResponse


def csv_download(
    lines: Iterable[str | bytes], *, name: str, charset: str = "utf-8"
) -> StreamingHttpResponse:
    """Return the answer that hands out a CSV file as it is made; no cache keeps it."""
    return StreamingHttpResponse(
        lines,
        headers={
            "Content-Type": f"text/csv; charset={charset}",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
