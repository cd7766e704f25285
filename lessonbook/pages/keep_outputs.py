"""Keep the outputs in the downloadable notebooks when they come from the jupyter-cache.

On a cache hit MyST-NB 1.4 renders a merged copy of the notebook but writes the original, without outputs, to the file that readers
download. Merging into the original in place cures both.
"""

from myst_nb.core.execute.cache import NotebookClientCache

_start_client = NotebookClientCache.start_client


def start_client(self):
    source = self._notebook
    _start_client(self)
    merged = self._notebook
    if merged is source:
        return
    for cell, run in zip(source.cells, merged.cells, strict=True):
        if cell.cell_type == "code":
            cell["outputs"], cell["execution_count"] = run["outputs"], run["execution_count"]
    if "language_info" in merged.metadata:
        source.metadata["language_info"] = merged.metadata["language_info"]
    self._notebook = source


def setup(app):
    NotebookClientCache.start_client = start_client
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
