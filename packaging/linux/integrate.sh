#!/bin/sh
# Puts the workbench into the desktop's menu, and opens model files (*.workbench) with it; for this user alone.
# "./integrate.sh --remove" takes all of it away again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/classifier-workbench.desktop
if [ "${1:-}" = "--remove" ]; then
    rm -f "$entry" "$data/mime/packages/classifier-workbench.xml"
    rm -f "$data"/icons/hicolor/*/apps/classifier-workbench.png
else
    mkdir -p "$data/applications" "$data/mime/packages" "$data/icons"
    cp "$here/share/mime/packages/classifier-workbench.xml" "$data/mime/packages/"
    cp -r "$here/share/icons/hicolor" "$data/icons/"
    # A path may hold blanks; the entry's own quoting takes them.
    sed "s|^Exec=workbench|Exec=\"$here/workbench\"|" "$here/share/applications/classifier-workbench.desktop" > "$entry"
fi
for tool in "update-mime-database $data/mime" "update-desktop-database $data/applications"; do
    if command -v "${tool%% *}" > /dev/null; then $tool; fi
done
