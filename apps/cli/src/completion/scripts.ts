/** What a shell is told: each asks the command itself, so that words are those of the build that runs. */

export const shells = ['bash', 'zsh', 'fish'] as const;
export type ShellName = (typeof shells)[number];

/** Words of the answer to `trainyard __complete WORD…`: this line first, then a candidate a line, its description after a tab. */
export const directives = { none: ':none', files: ':files', directories: ':directories' } as const;

const bash = `# Completes trainyard in bash: source <(trainyard completion bash), or keep it in ~/.local/share/bash-completion/completions/trainyard
_trainyard() {
  local line="\${COMP_LINE:0:COMP_POINT}" directive='' value description current
  local -a words=() found=()
  read -ra words <<<"$line"
  [[ "$line" == *[[:space:]] ]] && words+=('')
  current="\${words[\${#words[@]}-1]}"
  {
    IFS= read -r directive
    while IFS=$'\\t' read -r value description; do found+=("$value"); done
  } < <("\${words[0]/#\\~/$HOME}" __complete "\${words[@]:1}" 2>/dev/null)
  # Bash takes what stands before a colon or an equals sign for words of their own.
  [[ "$current" == *[:=]* ]] && found=("\${found[@]#"\${current%"\${current##*[:=]}"}"}")
  COMPREPLY=("\${found[@]}")
  case "$directive" in
    :files) compopt -o default 2>/dev/null ;;
    :directories) compopt -o dirnames 2>/dev/null ;;
  esac
}
complete -F _trainyard trainyard
`;

const zsh = `#compdef trainyard
# Completes trainyard in zsh: source <(trainyard completion zsh) after compinit, or keep it as _trainyard in a directory of $fpath
_trainyard() {
  local -a lines found
  local directive line
  lines=("\${(@f)$("\${words[1]/#\\~/$HOME}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  directive="\${lines[1]}"
  for line in "\${(@)lines[2,-1]}"; do
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  (( \${#found} )) && _describe -V trainyard found
  case "$directive" in
    :files) _files ;;
    :directories) _files -/ ;;
  esac
}
(( \${+functions[compdef]} )) && compdef _trainyard trainyard
[[ "\${funcstack[1]}" == _trainyard ]] && _trainyard "$@"
`;

const fish = `# Completes trainyard in fish: trainyard completion fish | source, or keep it in ~/.config/fish/completions/trainyard.fish
function __trainyard_complete
    set -l current (commandline -ct)
    set -l words (commandline -opc)
    set -l lines ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    for line in $lines[2..-1]
        echo $line
    end
    switch "$lines[1]"
        case :files
            __fish_complete_path "$current"
        case :directories
            __fish_complete_directories "$current"
    end
end
complete -c trainyard -f -a '(__trainyard_complete)'
`;

export const scripts: Record<ShellName, string> = { bash, zsh, fish };
