"""A new booking on one screen. Each card is a module: what it keeps (a mixin) and how it looks.

`draft.py` holds what several cards share, `state.py` puts the mixins together and books, `page.py`
lays the cards out.
"""

from cleaning_app.pages.bookings.new import page

__all__ = ["page"]
