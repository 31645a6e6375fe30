"""Every piece in every state on one page, to look at while building; not served in production."""

from cleaning_app.pages.gallery import page

__all__ = ["page"]
