"""What a shell offers when a command line is completed, and the scripts that make it ask.

A shell hands the line up to the cursor to `reheaton` by typer's own variables, in the way of bash: the words, and the
number of the one that is completed. That is the last one, -1, or one that is not begun, for which any number beyond
the line serves. Names that end in = or / are not followed by a space.
"""

import os
import shlex
from pathlib import Path
from typing import Final

from reheaton.cli.declared_names import declared_names
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.models.registry import model_names

_BASH: Final = """\
_reheaton_completion() {
    local line="${COMP_LINE:0:COMP_POINT}" word=-1
    [[ $line == *" " ]] && word=999
    mapfile -t COMPREPLY < <(COMP_WORDS="$line" COMP_CWORD=$word _REHEATON_COMPLETE=complete_bash "$1" 2> /dev/null)
    [[ -n ${COMPREPLY[0]} ]] || COMPREPLY=()
    [[ ${COMPREPLY[*]} == *[=/] ]] && compopt -o nospace
}
complete -o default -F _reheaton_completion reheaton
"""

_ZSH: Final = """\
#compdef reheaton
_reheaton() {
    local line="${(j: :)words[1,CURRENT]}" word=-1
    [[ $line == *" " ]] && word=999
    local -a found
    found=(${(f)"$(COMP_WORDS="$line" COMP_CWORD=$word _REHEATON_COMPLETE=complete_bash reheaton 2> /dev/null)"})
    if (( ! $#found )); then _files; return; fi
    compadd -S '' -- ${(M)found:#*[=/]}
    compadd -- ${found:#*[=/]}
}
compdef _reheaton reheaton
"""

_FISH: Final = """\
function __reheaton_completion
    set -l line (commandline -cp)
    set -l word -1
    string match -q '* ' -- $line; and set word 999
    set -l found (env COMP_WORDS=$line COMP_CWORD=$word _REHEATON_COMPLETE=complete_bash reheaton 2> /dev/null)
    if test -n "$found"
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c reheaton -f -a '(__reheaton_completion)'
"""

SCRIPTS: Final = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def completion_script(shell: str) -> str:
    """The script that completes command lines of `reheaton` in a shell. Raises InvalidInput for an unknown shell."""
    if shell not in SCRIPTS:
        raise InvalidInput(f"there is no completion for {quoted(shell)}: {did_you_mean(shell, SCRIPTS)}")
    return SCRIPTS[shell]


def names_of_models(incomplete: str) -> list[str]:
    """Names of models that begin like this."""
    return [name for name in model_names() if name.startswith(incomplete)]


def targets(incomplete: str) -> list[str]:
    """Models that begin like this, then cards, files of Python and folders."""
    folder, begin = os.path.split(incomplete)
    try:
        paths = sorted(path for path in Path(folder or ".").iterdir() if path.name.startswith(begin))
    except OSError:
        paths = []
    before = incomplete[: len(incomplete) - len(begin)]
    files = [f"{before}{path.name}" for path in paths if path.suffix in (".yaml", ".yml", ".py")]
    folders = [f"{before}{path.name}/" for path in paths if path.is_dir() and not path.name.startswith(".")]
    return [*names_of_models(incomplete), *files, *folders]


def settings(incomplete: str) -> list[str]:
    """Parameters and options, as `NAME=`, of the first model, card or file among the words of the line."""
    try:
        words = shlex.split(os.environ.get("COMP_WORDS", ""))
    except ValueError:  # a quotation mark that is not closed
        return []
    known = next(filter(None, map(declared_names, words[1:])), [])
    return [f"{name}=" for name in known if name.startswith(incomplete)]
