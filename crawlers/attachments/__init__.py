"""Files → text: PDF (also scanned), DOCX, DOC/WPS, RTF, XLSX, XLS/ET, OFD, HTML, plain text and ZIPs of these."""

from crawlers.attachments.extractor import Extractor, extract
from crawlers.attachments.model import Extracted, Limits

__all__ = ["Extracted", "Extractor", "Limits", "extract"]
