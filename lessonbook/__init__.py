"""The machinery of a book of lessons: read them, run them, check them, make pages of them, publish the book.

Layers, each importing only what stands above it in this list: `model` (lesson, book, paths), then `running`, `checking` and `pages`,
which do not know each other, then `building`. `python -m lessonbook --help` lists the commands.
"""
