# Runs named steps, keeps how long each took and how it ended, and prints that as a table. To be
# sourced from the root of the repository. A step that fails does not keep the next one from running.

steps_folder=target/steps
steps_file=$steps_folder/steps.tsv
# The first script that sources this begins the table; one that it starts adds to it.
if [ -z "${KOBLING_STEPS_BEGUN:-}" ]; then
  rm -rf "$steps_folder"
  mkdir -p "$steps_folder"
  : >"$steps_file"
  KOBLING_STEPS_BEGUN=$(date +%s)
  export KOBLING_STEPS_BEGUN
fi

note_step() { # NAME BEGUN STATUS
  local result=ok
  [ "$3" -eq 0 ] || result="FAILED ($3)"
  printf '%s\t%s\t%s\n' "$(($(date +%s) - $2))" "$result" "$1" >>"$steps_file"
}

step() { # NAME COMMAND...
  local name=$1 begun status=0
  shift
  begun=$(date +%s)
  printf '\n== %s\n' "$name"
  "$@" </dev/null || status=$?
  note_step "$name" "$begun" "$status"
  return 0
}

# The same beside what follows; its output is shown when it is waited for.
aside() { # NAME COMMAND...
  local name=$1
  shift
  (
    begun=$(date +%s) status=0
    "$@" </dev/null >"$steps_folder/${name// /-}.log" 2>&1 || status=$?
    note_step "$name (beside)" "$begun" "$status"
    exit "$status"
  ) &
  printf '%s' $! >"$steps_folder/${name// /-}.pid"
}

finish_aside() { # NAME
  local status=0
  wait "$(cat "$steps_folder/${1// /-}.pid")" || status=$?
  printf '\n== %s\n' "$1"
  tail -n 40 "$steps_folder/${1// /-}.log"
  return "$status"
}

steps_table() {
  printf '\nseconds  result      step\n'
  while IFS=$'\t' read -r seconds result name; do
    printf '%7s  %-10s  %s\n' "$seconds" "$result" "$name"
  done <"$steps_file"
  printf '%7s              all\n' "$(($(date +%s) - KOBLING_STEPS_BEGUN))"
}

all_steps_are_ok() {
  ! grep -q FAILED "$steps_file"
}
