#!/bin/sh
# Makes of the jars what starts fast; the build runs this when they are there. Can be run again.
#
#   packaging/prepare.sh
#
# In target: three jars of lib/ are made to start faster, native/ gets SQLite's and zstd's libraries for
# this machine, so that they need not be unpacked at each run, and start/ the caches.
set -eu
umask 022
home=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
cd -- "$home"
jdk=$(bin/helionyx --find-jdk)

for jar in target/lib/picocli-*.jar target/lib/sqlite-jdbc-*.jar target/lib/zstd-jni-*.jar; do
    "$jdk/bin/java" -cp "$jar:$(echo target/lib/slf4j-api-*.jar)" packaging/Modernize.java "$jar"
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
