"""Tables in and out: instances, plans, templates, and what is wrong with them."""

from socopt.io.instances import Validation, read_instance, validate, write_instance
from socopt.io.plans import read_plan, write_plan
from socopt.io.template import write_template

__all__ = ["Validation", "read_instance", "read_plan", "validate", "write_instance", "write_plan", "write_template"]
