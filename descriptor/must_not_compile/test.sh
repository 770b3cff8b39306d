#!/usr/bin/env bash
# Compiles every file of this folder twice: as it is, which must work, and with
# SCAPE_MUST_NOT_COMPILE=1, which must fail with the text that the file names in
# its EXPECT line.
set -uo pipefail

folder=descriptor/must_not_compile
if ! command -v g++ >/dev/null; then
  echo "SKIPPED: must_not_compile_test: there is no g++"
  exit 0
fi

work=${TEST_TMPDIR:-$(mktemp -d)}
# Messages in English, with plain quotes.
export LC_ALL=C
compiler=(g++ -std=c++20 -I. -fsyntax-only)

# What all files include is compiled once. Where that does not work, it is slow.
mkdir -p "$work/$folder"
if g++ -std=c++20 -I. -x c++-header "$folder/common.h" -o "$work/$folder/common.h.gch"; then
  compiler=(g++ -std=c++20 -I"$work" -I. -fsyntax-only)
fi

failures=0
fail() {
  echo "FAILED: $1: $2"
  failures=$((failures + 1))
}

count=0
for file in "$folder"/*.cc; do
  count=$((count + 1))
  expected=$(sed -n 's|^// EXPECT: ||p' "$file")
  if [[ -z $expected ]]; then
    fail "$file" "it has no EXPECT line"
    continue
  fi
  if ! "${compiler[@]}" "$file" 2>"$work/errors"; then
    fail "$file" "it must compile"
    cat "$work/errors"
  fi
  if "${compiler[@]}" -DSCAPE_MUST_NOT_COMPILE=1 "$file" 2>"$work/errors"; then
    fail "$file" "it must not compile with SCAPE_MUST_NOT_COMPILE=1"
  elif ! grep -qF -- "$expected" "$work/errors"; then
    fail "$file" "the compiler does not say \"$expected\""
    cat "$work/errors"
  fi
done

if ((count == 0)); then
  fail "$folder" "there are no files"
fi
echo "$count files, $failures failures"
((failures == 0))
