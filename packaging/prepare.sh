#!/bin/sh
# Makes of the jars what starts fast; the build runs this when they are there. Can be run again.
#
#   packaging/prepare.sh
#
# In target: lib/picocli-*.jar gets class files that can be cached, native/ SQLite's and zstd's libraries
# for this machine, so that they need not be unpacked at each run, and start/ the caches.
set -eu
umask 022
home=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
cd -- "$home"
jdk=$(bin/helionyx --find-jdk)

for picocli in target/lib/picocli-*.jar; do
    "$jdk/bin/java" -cp "$picocli" packaging/Modernize.java "$picocli"
done

# zstd's library is called through JNI, as where Java is older: the way that its jar has for newer ones
# makes some two hundred classes at each start, which no cache keeps.
for zstd in target/lib/zstd-jni-*.jar; do
    if "$jdk/bin/jar" -t -f "$zstd" | grep -q '^META-INF/versions/22/.'; then
        rm -rf -- target/zstd
        mkdir target/zstd
        (cd target/zstd && "$jdk/bin/jar" -x -f "../../$zstd")
        rm -r -- target/zstd/META-INF/versions
        echo 'The classes for Java 22 and later were left out of this jar when Helionyx Backup was built.' \
            >target/zstd/META-INF/NOTICE.helionyx
        "$jdk/bin/jar" -c -f "$zstd.new" --date=1980-01-01T12:01:00Z -m target/zstd/META-INF/MANIFEST.MF -C target/zstd .
        mv -- "$zstd.new" "$zstd"
        rm -r -- target/zstd
    fi
done

# As sqlite-jdbc names it. Where it has none for this machine, it looks for itself when it is used.
library=org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so
rm -rf -- target/native
mkdir target/native
(cd target/native && "$jdk/bin/jar" -x -f ../lib/sqlite-jdbc-*.jar "$library")
if [ -e "target/native/$library" ]; then
    mv -- "target/native/$library" target/native/
    rm -r -- target/native/org
fi

# As zstd-jni names it; the same.
case $(uname -m) in
x86_64) machine=amd64 ;;
*) machine=$(uname -m) ;;
esac
(cd target/native && "$jdk/bin/jar" -x -f ../lib/zstd-jni-*.jar "linux/$machine")
for library in target/native/linux/"$machine"/libzstd-jni-*.so; do
    if [ -e "$library" ]; then
        mv -- "$library" target/native/libzstd-jni.so
        rm -r -- target/native/linux
    fi
done

exec packaging/caches.sh bin/helionyx
