"""A file for libraries that do not mend what they leave behind on a full disk."""

from io import RawIOBase
from typing import IO, Any


class Sink(RawIOBase):
    """A file that takes on after it could not be written, and says so at last.

    A `ZipFile` left half-written tries again when it is thrown away, and Python prints that.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._error: OSError | None = None

    def write(self, data: Any) -> int:
        """Write, or note that it fails; see `check`."""
        try:
            if self._error is None:
                self._file.write(data)
        except OSError as error:
            self._error = error
        except ValueError:  # closed: who wrote to it was thrown away
            pass
        return len(data)

    def flush(self) -> None:
        """Leave it to `check`: a file that is thrown away is flushed, and may fail."""

    def check(self) -> None:
        """Raise what a write raised.

        Raises:
            OSError: One failed.
        """
        if self._error is not None:
            raise self._error
        self._file.flush()
