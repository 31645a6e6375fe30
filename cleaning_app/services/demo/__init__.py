"""A made-up company to look around in: the same every time, always around today.

Its books are taken over by the same import as anybody's, then its people work on them through the
same services, so whatever the demo shows is what a real company would see.
"""

from cleaning_app.services.demo.fill import SLUG, SignIns, fill

__all__ = ["SLUG", "SignIns", "fill"]
