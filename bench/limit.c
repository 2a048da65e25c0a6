/* What no program can do without that copies many small files and says what it copied: each is looked at, read,
   hashed, its lines are counted, and it is written and given its time, by two threads; then the file system is
   flushed. Nothing is checked twice, nothing is noted, nothing is started first.

       cc -O2 -o limit bench/limit.c -lcrypto -lpthread && ./limit SOURCE TARGET

   TARGET must not exist. The physical limit beside `bench/run --only many`; ends with 1 at any error. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <ftw.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { THREADS = 2, MOST = 1000000, BLOCK = 128 << 10 };

static const char *source, *target;
static char *names[MOST];
static int found, taken;
static long events;

static void check(int fine, const char *what) {
    if (!fine) {
        perror(what);
        exit(1);
    }
}

static int list(const char *path, const struct stat *stat, int type, struct FTW *where) {
    (void)stat, (void)where;
    char copy[4096];
    const char *name = path + strlen(source);
    snprintf(copy, sizeof copy, "%s%s", target, name);
    if (type == FTW_D) {
        check(mkdir(copy, 0700) == 0, copy);
    } else {
        check(found < MOST && (names[found++] = strdup(name)) != NULL, path);
    }
    return 0;
}

static void copy(const char *name, EVP_MD_CTX *digest, char *block, long *lines) {
    char from[4096], to[4096];
    unsigned char sum[EVP_MAX_MD_SIZE];
    struct stat stat;
    ssize_t length;
    snprintf(from, sizeof from, "%s%s", source, name);
    snprintf(to, sizeof to, "%s%s", target, name);
    check(lstat(from, &stat) == 0, from);
    int in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    check(in >= 0 && out >= 0, to);
    EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    while ((length = read(in, block, BLOCK)) > 0) {
        EVP_DigestUpdate(digest, block, length);
        for (char *at = block; (at = memchr(at, '\n', block + length - at)) != NULL; at++) {
            ++*lines;
        }
        check(write(out, block, length) == length, to);
    }
    check(length == 0, from);
    EVP_DigestFinal_ex(digest, sum, NULL);
    struct timespec times[2] = {{0, UTIME_OMIT}, stat.st_mtim};
    check(futimens(out, times) == 0, to);
    check(close(in) == 0 && close(out) == 0, to);
}

static void *work(void *unused) {
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    char *block = malloc(BLOCK);
    long lines = 0;
    check(digest != NULL && block != NULL, "memory");
    for (int next; (next = __sync_fetch_and_add(&taken, 1)) < found;) {
        copy(names[next], digest, block, &lines);
    }
    __sync_fetch_and_add(&events, lines);
    return unused;
}

int main(int words, char **word) {
    pthread_t threads[THREADS];
    check(words == 3, "limit SOURCE TARGET");
    source = word[1];
    target = word[2];
    check(nftw(source, list, 64, FTW_PHYS) == 0, source);
    for (int i = 0; i < THREADS; i++) {
        check(pthread_create(&threads[i], NULL, work, NULL) == 0, "thread");
    }
    for (int i = 0; i < THREADS; i++) {
        check(pthread_join(threads[i], NULL) == 0, "thread");
    }
    int all = open(target, O_RDONLY | O_CLOEXEC);
    check(all >= 0 && syncfs(all) == 0, target);
    printf("%d files, %ld lines\n", found, events);
    return 0;
}
