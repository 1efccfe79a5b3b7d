/*
 * A disk that takes no writes for a while: loaded into a process with LD_PRELOAD, it answers every
 * call that would change something below a folder with an error, for as long as a file is there.
 *
 *   SICK_DISK_FOLDER   the folder, an absolute path without a slash at its end
 *   SICK_DISK_SWITCH   while this file exists the disk is sick; the file holds the number of the
 *                      error: 30 is "Read-only file system", 5 is "Input/output error"
 *
 * This is what a process sees when the kernel turns a disk read-only under it after an error: files
 * that are open for writing stay open, and each write fails. A remount cannot do that to a test,
 * because the kernel refuses it while files are open for writing.
 *
 * Built by: cc -shared -fPIC -O1 -o sickdisk.so sickdisk.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *folder;
static const char *switch_file;

__attribute__((constructor)) static void begin(void) {
  folder = getenv("SICK_DISK_FOLDER");
  switch_file = getenv("SICK_DISK_SWITCH");
}

/* The error of the sick disk; 0 while it is well. By system calls, for open and read are below. */
static int sickness(void) {
  if (folder == NULL || switch_file == NULL) return 0;
  int before = errno;
  int number = 0;
  long fd = syscall(SYS_openat, AT_FDCWD, switch_file, O_RDONLY | O_CLOEXEC, 0);
  if (fd >= 0) {
    char text[16] = {0};
    if (syscall(SYS_read, fd, text, sizeof text - 1) > 0) number = atoi(text);
    syscall(SYS_close, fd);
  }
  errno = before;
  return number;
}

static int inside(const char *path) {
  size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int of_descriptor(int fd, char *into, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t read = readlink(link, into, size - 1);
  if (read < 0) return 0;
  into[read] = 0;
  return 1;
}

/* Whether a change of that path, relative to a folder, fails; sets errno. */
static int refused_at(int dir, const char *path) {
  int number = sickness();
  if (number == 0 || path == NULL) return 0;
  char full[8192];
  if (path[0] == '/') {
    snprintf(full, sizeof full, "%s", path);
  } else {
    char base[4096];
    int known = dir == AT_FDCWD ? getcwd(base, sizeof base) != NULL
                                : of_descriptor(dir, base, sizeof base);
    if (!known) return 0;
    snprintf(full, sizeof full, "%s/%s", base, path);
  }
  if (!inside(full)) return 0;
  errno = number;
  return 1;
}

static int refused(int fd) {
  int number = sickness();
  char path[4096];
  if (number == 0 || !of_descriptor(fd, path, sizeof path) || !inside(path)) return 0;
  errno = number;
  return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define WRITES(flags) (((flags)&O_ACCMODE) != O_RDONLY || ((flags) & (O_CREAT | O_TRUNC)))

#define OPEN(name)                                          \
  int name(const char *path, int flags, ...) {              \
    va_list more;                                           \
    va_start(more, flags);                                  \
    mode_t mode = (flags & O_CREAT) ? va_arg(more, int) : 0; \
    va_end(more);                                           \
    if (WRITES(flags) && refused_at(AT_FDCWD, path)) return -1; \
    return REAL(name)(path, flags, mode);                   \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                        \
  int name(int dir, const char *path, int flags, ...) {     \
    va_list more;                                           \
    va_start(more, flags);                                  \
    mode_t mode = (flags & O_CREAT) ? va_arg(more, int) : 0; \
    va_end(more);                                           \
    if (WRITES(flags) && refused_at(dir, path)) return -1;  \
    return REAL(name)(dir, path, flags, mode);              \
  }
OPENAT(openat)
OPENAT(openat64)

#define ON_DESCRIPTOR(result, name, parameters, arguments) \
  result name parameters {                                 \
    return refused(fd) ? -1 : REAL(name) arguments;        \
  }
ON_DESCRIPTOR(ssize_t, write, (int fd, const void *from, size_t count), (fd, from, count))
ON_DESCRIPTOR(ssize_t, pwrite, (int fd, const void *from, size_t count, off_t at),
              (fd, from, count, at))
ON_DESCRIPTOR(ssize_t, pwrite64, (int fd, const void *from, size_t count, off64_t at),
              (fd, from, count, at))
ON_DESCRIPTOR(ssize_t, writev, (int fd, const struct iovec *from, int count), (fd, from, count))
ON_DESCRIPTOR(int, ftruncate, (int fd, off_t length), (fd, length))
ON_DESCRIPTOR(int, ftruncate64, (int fd, off64_t length), (fd, length))
ON_DESCRIPTOR(int, fchmod, (int fd, mode_t mode), (fd, mode))
ON_DESCRIPTOR(int, fsync, (int fd), (fd))
ON_DESCRIPTOR(int, fdatasync, (int fd), (fd))

#define ON_PATH(name, parameters, arguments)                                 \
  int name parameters {                                                      \
    return refused_at(AT_FDCWD, path) ? -1 : REAL(name) arguments;           \
  }
ON_PATH(mkdir, (const char *path, mode_t mode), (path, mode))
ON_PATH(rmdir, (const char *path), (path))
ON_PATH(unlink, (const char *path), (path))
ON_PATH(chmod, (const char *path, mode_t mode), (path, mode))

int unlinkat(int dir, const char *path, int flags) {
  return refused_at(dir, path) ? -1 : REAL(unlinkat)(dir, path, flags);
}

int rename(const char *from, const char *to) {
  return refused_at(AT_FDCWD, from) || refused_at(AT_FDCWD, to) ? -1 : REAL(rename)(from, to);
}

int link(const char *from, const char *to) {
  return refused_at(AT_FDCWD, to) ? -1 : REAL(link)(from, to);
}

int symlink(const char *target, const char *path) {
  return refused_at(AT_FDCWD, path) ? -1 : REAL(symlink)(target, path);
}
