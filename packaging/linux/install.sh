#!/bin/sh
# Puts the program into the menus of the person who runs it, and opens *.d365arch.yaml with it; --remove takes it out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
bin=$HOME/.local/bin

files=$(cd "$here/share" && find . -type f)
if [ "${1:-}" = "--remove" ]; then
  for file in $files; do rm -f "$share/$file"; done
  if [ "$(readlink "$bin/d365arch" 2>/dev/null)" = "$here/d365arch" ]; then rm -f "$bin/d365arch"; fi
else
  for file in $files; do
    mkdir -p "$share/$(dirname "$file")"
    cp "$here/share/$file" "$share/$file"
  done
  # The desktop entry names the program where it is, whether or not ~/.local/bin is on the PATH.
  sed "s|^Exec=d365arch|Exec=\"$here/d365arch\"|" "$here/share/applications/org.d365arch.d365arch.desktop" \
    >"$share/applications/org.d365arch.d365arch.desktop"
  mkdir -p "$bin"
  if [ ! -e "$bin/d365arch" ] || [ -L "$bin/d365arch" ]; then ln -sf "$here/d365arch" "$bin/d365arch"; fi
fi
for tool in "update-mime-database $share/mime" "update-desktop-database $share/applications"; do
  if command -v "${tool%% *}" >/dev/null 2>&1; then $tool || true; fi
done
