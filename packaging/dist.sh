#!/bin/sh
# Makes of what is built one .tar.gz and one .deb that need no JDK, in target/dist.
#
# In both: bin/helionyx, runtime/ (the modules of the JDK that the program uses), app/ (jars, SQLite's
# library), manual pages, completions, units of systemd, the README, the licences, and sbom.json
# (CycloneDX). Equal input gives equal files, byte for byte.
#
# The caches that make it start fast are not in them: the Java virtual machine writes none twice the
# same. The .deb makes them when it is installed, bin/make-caches where the .tar.gz is unpacked.
set -eu
umask 022
home=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
cd -- "$home"
jdk=$(bin/helionyx --find-jdk)
version=$(bin/helionyx --version)
version=${version#helionyx }
name=helionyx-backup-$version
image=target/dist/$name
when=2026-01-01T00:00:00Z # as project.build.outputTimestamp in pom.xml

rm -rf -- target/dist
mkdir -p -- "$image/bin" "$image/app/lib" "$image/share/man/man1" "$image/licences" \
    "$image/share/bash-completion/completions" "$image/share/zsh/vendor-completions"
"$jdk/bin/jlink" --add-modules java.sql,java.net.http,java.security.jgss,jdk.net --output "$image/runtime" \
    --no-header-files --no-man-pages --strip-java-debug-attributes
cp -- bin/helionyx "$image/bin/"
cp -- target/helionyx.jar "$image/app/"
cp -- target/lib/*.jar "$image/app/lib/"
cp -R -- target/native "$image/app/"
cp -- README.md "$image/"
cp -R -- docs "$image/"

cp -- packaging/caches.sh "$image/bin/make-caches"
cp -R -- systemd "$image/"
cp -- target/sbom.json "$image/"

LC_ALL=C.UTF-8 "$jdk/bin/java" --enable-native-access=ALL-UNNAMED -cp target/helionyx.jar \
    io.helionyx.cli.ManualPages "$image/share/man/man1"
bin/helionyx completion bash >"$image/share/bash-completion/completions/helionyx"
bin/helionyx completion zsh >"$image/share/zsh/vendor-completions/_helionyx"

for jar in target/lib/*.jar; do
    into=$image/licences/$(basename -- "$jar" .jar)
    mkdir -- "$into"
    "$jdk/bin/jar" -t -f "$jar" | grep -E '(LICENSE|NOTICE)[^/]*$' >"$into/names" || true
    while IFS= read -r each; do
        (cd -- "$into" && "$jdk/bin/jar" -x -f "$home/$jar" "$each" && mv -- "$each" "./${each##*/}.txt")
    done <"$into/names"
    find "$into" -name names -delete -o -mindepth 1 -type d -empty -delete
done
# These jars have no text of their licences: the first two kinds have the same as this one.
for into in "$image"/licences/picocli-* "$image"/licences/jagged-*; do
    cp -- "$image"/licences/jackson-core-*/LICENSE.txt "$into/"
done
cp -- packaging/licences/zstd-jni.txt "$image"/licences/zstd-jni-*/LICENSE.txt
cp -- packaging/licences/reactive-streams.txt "$image"/licences/reactive-streams-*/LICENSE.txt

find "$image" -type f -exec chmod a+r {} +
find "$image" -exec touch -h -d "$when" -- {} +

pack() { # what is packed, from which directory
    tar -C "$2" --sort=name --mtime="$when" --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$1" | gzip -n -6
}
pack "$name" target/dist >"target/dist/$name-linux-$(uname -m).tar.gz"

# A .deb is an ar archive of two tar files. dpkg-deb is not everywhere.
case $(uname -m) in
x86_64) machine=amd64 ;;
aarch64) machine=arm64 ;;
*) machine=$(uname -m) ;;
esac
deb=target/dist/deb
mkdir -p -- "$deb/control" "$deb/data/usr/lib/systemd/system" "$deb/data/usr/bin" "$deb/data/usr/share"
mv -- "$image" "$deb/data/usr/lib/helionyx-backup"
ln -s ../lib/helionyx-backup/bin/helionyx "$deb/data/usr/bin/helionyx"
# Where Debian looks for them.
cp -R -- "$deb/data/usr/lib/helionyx-backup/share/." "$deb/data/usr/share/"
gzip -n -9 "$deb/data/usr/share/man/man1"/*.1
cp -- systemd/* "$deb/data/usr/lib/systemd/system/"
cat >"$deb/control/postinst" <<'END'
#!/bin/sh
set -e
if [ "$1" = configure ]; then
    # That there are none is no error: the program then starts more slowly.
    /usr/lib/helionyx-backup/bin/make-caches </dev/null >/dev/null 2>&1 || true
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload || true
    fi
fi
END
cat >"$deb/control/prerm" <<'END'
#!/bin/sh
set -e
rm -rf /usr/lib/helionyx-backup/app/start
END
chmod 755 "$deb/control/postinst" "$deb/control/prerm"
cat >"$deb/control/control" <<END
Package: helionyx-backup
Version: $version
Architecture: $machine
Maintainer: Helionyx <helionyx@localhost>
Depends: libc6, zlib1g, coreutils
Section: admin
Priority: optional
Installed-Size: $(find "$deb/data" -type f -printf '%s\n' | awk '{ all += $1 } END { print int(all / 1024) }')
Description: backup and restore of an event log and its projections
 Consistent backups of a running application, checked restores that change
 all or nothing, and a way back from each.
END
printf '2.0\n' >"$deb/debian-binary"
pack . "$deb/control" >"$deb/control.tar.gz"
pack . "$deb/data" >"$deb/data.tar.gz"
seconds=$(date -d "$when" +%s)
{
    printf '!<arch>\n'
    for part in debian-binary control.tar.gz data.tar.gz; do
        size=$(wc -c <"$deb/$part")
        printf '%-16s%-12s%-6s%-6s%-8s%-10s`\n' "$part" "$seconds" 0 0 100644 "$size"
        cat -- "$deb/$part"
        [ $((size % 2)) -eq 0 ] || echo
    done
} >"target/dist/helionyx-backup_${version}_$machine.deb"
rm -r -- "$deb"
ls -- target/dist/*
