# shellcheck shell=bash
# For the stage scripts: hosts as people type them, and programs that run there as root.
# Honours SSH_USER, SSH_EXTRA_OPTS. Sourced from the bundle's root, with `set -eo pipefail`. A bastion may be a Mac, so
# nothing here needs more than bash 3.2 (where an empty array is an unset variable, hence no `-u`).
export COPYFILE_DISABLE=1
# shellcheck source=report.sh
. lib/report.sh

dry_run=()
failed_hosts=()
# What a stage sends besides its script.
files=()
# A file that the script leaves on its host, and where that goes here.
result=
result_file=
# RUNNING: a script that ends well is not the end of its stage.
goes_on=

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() {
  warn "$*"
  exit 2
}

# parse_host HOST, user@HOST, HOST:PORT, [V6]:PORT: sets host_user, host_name, host_port.
parse_host() {
  local rest=$1
  host_user='' host_port=''
  if [[ $rest == *@* ]]; then
    host_user=${rest%%@*}
    rest=${rest#*@}
  fi
  if [[ $rest =~ ^\[([^]]+)\](:([0-9]+))?$ ]]; then
    host_name=${BASH_REMATCH[1]} host_port=${BASH_REMATCH[3]}
  elif [[ $rest =~ ^([^:]+):([0-9]+)$ ]]; then
    host_name=${BASH_REMATCH[1]} host_port=${BASH_REMATCH[2]}
  else
    host_name=$rest
  fi
  # What begins with a dash would be an option of ssh.
  [[ $host_name =~ ^[A-Za-z0-9_:][A-Za-z0-9._:%-]*$ ]] || die "'$1' is not a host: give HOST, user@HOST, HOST:PORT or [V6]:PORT"
  [[ -z $host_user || $host_user =~ ^[A-Za-z0-9_][A-Za-z0-9._-]*$ ]] || die "'$1' has a user name that ssh would not take"
}

# check_hosts HOST…: all, before anything is done on one.
check_hosts() {
  local one
  for one in "$@"; do parse_host "$one"; done
}

lower() { tr "[:upper:]" "[:lower:]" <<<"$1"; }

is_local() {
  local short full
  case $(lower "$host_name") in localhost | 127.0.0.1 | ::1) return 0 ;; esac
  short=$(hostname) && short=${short%%.*}
  full=$(hostname -f 2>/dev/null || hostname)
  [[ $(lower "$host_name") == $(lower "$short") || $(lower "$host_name") == $(lower "$full") ]]
}

# on_host COMMAND: in a shell on the parsed host. With `tty` before it, there is a terminal for sudo to ask on; what comes
# then is on standard error, since somebody may keep standard output from being seen.
on_host() {
  if [[ $1 == tty ]]; then
    shift
    reach "$1" -t >&2
  else
    reach "$1"
  fi
}

# reach COMMAND OPTION…
reach() {
  local command=$1 options=(-o ConnectTimeout=15 -o StrictHostKeyChecking=accept-new) target=$host_name user word
  if is_local; then
    bash -c "$command"
    return
  fi
  options+=("${@:2}")
  [[ -n $host_port ]] && options+=(-p "$host_port")
  # Split into words as a shell would, and nothing else of what a shell does.
  if [[ -n ${SSH_EXTRA_OPTS:-} ]]; then
    while IFS= read -r word; do options+=("$word"); done < <(xargs -n 1 printf '%s\n' <<<"$SSH_EXTRA_OPTS")
  fi
  user=${SSH_USER:-$host_user}
  [[ -n $user ]] && target="$user@$host_name"
  ssh "${options[@]}" -- "$target" "$command"
}

# send FILE…: puts files of the bundle into a private directory of the parsed host; sets host_directory, and asks_password
# when sudo will.
send() {
  local said line
  # $HOME may be a network's; the temporary directory is the host's own. Without room, nothing stays there.
  # shellcheck disable=SC2016 # the host expands it
  said=$(tar -c -f - "$@" | on_host 'umask 077; d=$(mktemp -d "${TMPDIR:-/tmp}/arena-XXXXXXXX") || exit
    tar -x -f - -C "$d" || { rm -rf "$d"; exit 1; }
    printf "\n%s\n" "$d"
    if [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then echo free; fi') || return
  host_directory='' asks_password=1
  # A host may greet whoever logs in; that comes first.
  while IFS= read -r line; do
    case $line in
    /*/arena-*) host_directory=$line asks_password=1 ;;
    free) asks_password= ;;
    esac
  done <<<"${said//$'\r'/}"
  [[ -n $host_directory ]]
}

# as_root SCRIPT ARGUMENT…: runs a script that was sent.
as_root() {
  local command terminal=()
  [[ -z $asks_password || ! -t 0 ]] || terminal=(tty)
  printf -v command ' %q' "$host_directory/$1" "${dry_run[@]}" "${@:2}"
  on_host "${terminal[@]}" "if [ \"\$(id -u)\" = 0 ]; then bash$command
    elif command -v sudo >/dev/null; then sudo bash$command
    else echo 'there is no sudo: install it, or log in as root' >&2; exit 1; fi"
}

fetch() { on_host "cat $(printf %q "$host_directory/$1")" </dev/null; }

clean_up() {
  on_host "rm -rf $(printf %q "$host_directory")" </dev/null || true
}

# What the server calls the stage of a script.
stage_of() {
  case $1 in
  remote/install-docker.sh) echo DOCKER ;;
  remote/install-nvidia-driver.sh) echo NVIDIA_DRIVER ;;
  remote/install-nvidia-container-toolkit.sh) echo NVIDIA_TOOLKIT ;;
  remote/init-docker-swarm.sh) echo SWARM_INIT ;;
  remote/join-docker-swarm.sh) echo SWARM_JOIN ;;
  remote/count-gpus.sh | remote/label-nodes.sh) echo NODE_LABELS ;;
  remote/deploy-arena-stack.sh) echo DEPLOY ;;
  esac
}

# run_on HOST SCRIPT ARGUMENT…: sends SCRIPT with what it needs (array `files`), and runs it there as root. The server is
# told of it as one stage, which lasts where `goes_on` says so, and while the host is restarted.
run_on() {
  local host=$1 script=$2 status=0 is_sent=
  parse_host "$host"
  report_open "$(stage_of "$script")" "$(report_position "$host")"
  report_copy send_and_run "$@" || status=$?
  case $status in
  0) report_close "${goes_on:-DONE}" ;;
  # The script asks for a restart of the host.
  194) ;;
  *)
    report_close FAILED
    if [[ -z $is_sent ]]; then return 1; fi
    warn "[$host] failed: ${script##*/} exited with $status"
    [[ -z $asks_password || -t 0 ]] ||
      warn "[$host] if sudo asks for a password there: run this on a terminal, or let it need none"
    ;;
  esac
  return "$status"
}

# send_and_run HOST SCRIPT ARGUMENT…: sets is_sent when there is a script to run.
send_and_run() {
  local status=0
  say "[$1] ${2##*/}"
  if ! send config.env remote "${files[@]}"; then
    warn "[$1] failed: cannot be reached, or takes no files"
    return 1
  fi
  is_sent=1
  as_root "${@:2}" || status=$?
  [[ $status -eq 0 && -n $result ]] && { fetch "$result" >"$result_file" || status=$?; }
  clean_up
  return "$status"
}

# on_every_host SCRIPT: a host that fails does not keep the others from being done.
on_every_host() {
  local host
  for host in "${hosts[@]}"; do
    run_on "$host" "$1" || failed_hosts+=("$host")
  done
  report_failures
}

report_failures() {
  [[ ${#failed_hosts[@]} -eq 0 ]] && return
  report_message="failed on: ${failed_hosts[*]}"
  warn "$report_message"
  exit 1
}

# read_arguments ARGUMENT…: sets dry_run and arguments.
read_arguments() {
  arguments=()
  while [[ $# -gt 0 ]]; do
    case $1 in
    --dry-run) dry_run=(--dry-run) report_off=1 ;;
    -h | --help) usage && exit 0 ;;
    --tokens-file)
      [[ $# -ge 2 ]] || die "--tokens-file needs a file"
      export TOKENS_FILE=$2
      shift
      ;;
    -*) die "unknown option $1; $(usage)" ;;
    *) arguments+=("$1") ;;
    esac
    shift
  done
}

read_hosts() {
  read_arguments "$@"
  hosts=("${arguments[@]}")
  [[ ${#hosts[@]} -gt 0 ]] || die "no hosts; $(usage)"
  check_hosts "${hosts[@]}"
}
