from . import Found as Found
from . import Library as Library

def asked(library: object) -> Library: ...
