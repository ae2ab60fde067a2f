from . import identify as identify
from . import identify_many as identify_many
from . import identify_shots as identify_shots
