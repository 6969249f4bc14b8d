"""What a cell is: image, text, number, category, vector; and the schema of a table."""

from intarsia.columns.base import Batch, Column, columns
from intarsia.columns.category import Category
from intarsia.columns.image import Image
from intarsia.columns.number import Number
from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.columns.text import Text
from intarsia.columns.vector import Vector

__all__ = ["Batch", "Category", "Column", "Image", "Number", "Schema", "Table", "Text", "Vector", "columns"]
