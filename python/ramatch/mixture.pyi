from . import Component as Component
from . import Mixture as Mixture
