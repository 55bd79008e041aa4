"""The page of the API."""


def setup(app):
    return {"parallel_read_safe": True}
