"""Door of the files: bytes are kept before the transaction, and named in the entry by their hash."""

from wutong.record.files.store import TooLarge, keep, largest, open_file
from wutong.record.shapes import FileRef

__all__ = ["FileRef", "TooLarge", "keep", "largest", "open_file"]
