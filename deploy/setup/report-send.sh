# shellcheck shell=bash disable=SC2154
# For report.sh, whose variables these are: how what is told gets to the server.

# report_ask PATH SECRET FILE: sends a file; sets `answer` to the status, 000 for none. No secret is an argument.
report_ask() {
  answer=$(
    umask 077
    printf 'header = "Authorization: Bearer %s"\n' "$2" |
      curl --config - -sS --globoff --no-location --proto '=http,https' --connect-timeout 3 --max-time 10 \
        --header 'Content-Type: application/octet-stream' --data-binary "@$3" --dump-header "$report_run/headers" \
        --output "$report_run/answer" --write-out '%{http_code}' "$report_url/api/setup/v1/$1" 2>"$report_run/errors"
  ) || answer=000
}

# report_field NAME: a text of the answer.
report_field() {
  sed -nE "s/.*\"$1\" *: *\"(([^\"\\\\]|\\\\.)*)\".*/\\1/p" "$report_run/answer" | tr -d '[:cntrl:]' | cut -c 1-300
} 2>/dev/null

report_why() {
  if [[ $answer != 000 ]]; then echo "the server answered $answer $(report_field message)"; else tail -n 1 "$report_run/errors"; fi
}

report_asks_later() { [[ $answer == 409 ]] && grep -qi '^retry-after:' "$report_run/headers"; }

report_is_unanswered() { case $answer in 000 | 408 | 429 | 5??) ;; *) return 1 ;; esac; }

# report_insist PATH SECRET FILE: asks for a while, as an api takes seconds to start again.
report_insist() {
  local deadline=$((SECONDS + 6))
  while report_ask "$@" && report_is_unanswered && [[ $SECONDS -lt $deadline ]]; do sleep 1; done
}

# In the background, for one stage: sends what it says, and that it still runs, until the file `ending` has its last state.
report_follow() {
  local query="host=$2&stage=$1" ending='' state offset=0 size length last=-5
  set +e
  umask 077
  export LC_ALL=C
  trap - EXIT
  # It ends with its script, and after what that has to say.
  trap '' HUP INT TERM
  while kill -0 $$; do
    [[ $last -lt 0 || ! -e $report_run/ending ]] || read -r ending <"$report_run/ending"
    size=$(($(wc -c <"$report_run/output")))
    if [[ -n $ending ]] || ((SECONDS >= last + 5 || (size > offset && SECONDS >= last + 2))); then
      # Nobody waits for megabytes: what came last tells most.
      [[ -z $ending ]] || ((size - offset <= 5 * report_bytes)) || offset=$((size - 5 * report_bytes))
      report_cut
      state=RUNNING
      [[ -z $ending || $((offset + length)) -lt $size ]] || state=$ending
      report_deliver report "$query&state=$state" || return
      offset=$((offset + length)) last=$SECONDS
      [[ -z $ending || $offset -lt $size ]] || return
    fi
    sleep 0.1
  done
}

# What comes after `offset`, as far as it goes into one report, and without a Swarm's token. Sets `length`.
report_cut() {
  local word
  tail -c "+$((offset + 1))" "$report_run/output" | head -c "$report_bytes" >"$report_run/piece"
  length=$(($(wc -c <"$report_run/piece")))
  if [[ -z $ending || $((offset + length)) -lt $size ]]; then
    # A word at the end may be half a token.
    word=$(tail -c 200 "$report_run/piece" | tr '\0' ' ' && echo .)
    word=${word%.}
    word=${word##*[!A-Za-z0-9-]}
    [[ ${#word} -ge 200 ]] || length=$((length - ${#word}))
  fi
  head -c "$length" "$report_run/piece" >"$report_run/body"
  # Not without need: some kinds of sed end the last line.
  if grep -q SWMTKN- "$report_run/body"; then
    sed 's/SWMTKN-[A-Za-z0-9-]*/(token)/g' "$report_run/body" >"$report_run/piece"
    mv -f "$report_run/piece" "$report_run/body"
  fi
}

# report_deliver report|end QUERY: the file `body`, again and unchanged until it is answered. While a stage runs there is
# time for that; else 20 s are left for it.
report_deliver() {
  local token number deadline=
  { read -r token && read -r number; } <"$report_state" || return 1
  while kill -0 $$; do
    report_ask "$1?number=$number&$2" "$token" "$report_run/body"
    if [[ $answer == 200 ]]; then
      { printf '%s\n' "$token" "$((number + 1))" && tail -n +3 "$report_state"; } >"$report_state.new" &&
        mv -f "$report_state.new" "$report_state"
      # In a trap, a bare `return` gives the status from before it.
      return 0
    fi
    report_is_unanswered || break
    [[ -n $deadline || ($1 == report && ! -e $report_run/ending) ]] || deadline=$((SECONDS + 20))
    [[ -z $deadline || $SECONDS -lt $deadline ]] || break
    sleep 1
  done
  report_why >"$report_run/lost"
  return 1
}
