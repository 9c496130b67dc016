// SPDX-License-Identifier: GPL-2.0
/*
 * bench_io DISK read|write|randread|randwrite BYTES DEPTH COUNT
 *
 * Does COUNT direct I/Os, DEPTH of them at a time, and prints the time of one in
 * ns; with QEMU's -icount these are instructions, if nothing waits for a timer. The
 * same ones each time, after some to warm up.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/aio_abi.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define DEPTH_MAX 128
#define SPAN (60 << 20)		/* bytes of the disk that are used */
#define WARM_UP 10		/* one in so many I/Os comes before, too */

struct run {
	aio_context_t context;
	struct iocb iocb[DEPTH_MAX];
	int fd;
	bool write, random;
	unsigned long bytes, depth;
	uint64_t seed, next;
};

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

static uint64_t next_offset(struct run *run)
{
	uint64_t blocks = SPAN / run->bytes;

	run->seed ^= run->seed << 13;
	run->seed ^= run->seed >> 7;
	run->seed ^= run->seed << 17;
	return (run->random ? run->seed : run->next++) % blocks * run->bytes;
}

/* As many as are free again */
static void submit(struct run *run, struct iocb **list, long n)
{
	for (long i = 0; i < n; i++)
		list[i]->aio_offset = next_offset(run);
	if (syscall(SYS_io_submit, run->context, n, list) != n)
		err(1, "io_submit");
}

static long reap(struct run *run, struct iocb **list)
{
	struct io_event event[DEPTH_MAX];
	long n = syscall(SYS_io_getevents, run->context, 1, run->depth, event, NULL);

	if (n < 1)
		err(1, "io_getevents");
	for (long i = 0; i < n; i++) {
		if (event[i].res != (int64_t)run->bytes)
			errx(1, "an I/O failed: %" PRId64, (int64_t)event[i].res);
		list[i] = (struct iocb *)(uintptr_t)event[i].obj;
	}
	return n;
}

static void do_ios(struct run *run, uint64_t count)
{
	struct iocb *list[DEPTH_MAX];
	uint64_t begun = run->depth, done = 0;

	for (unsigned long i = 0; i < run->depth; i++)
		list[i] = &run->iocb[i];
	submit(run, list, run->depth);
	while (done < count) {
		long n = reap(run, list), more = n;

		done += n;
		if (begun + more > count)
			more = count > begun ? count - begun : 0;
		if (more)
			submit(run, list, more);
		begun += more;
	}
}

static void prepare(struct run *run, const char *disk)
{
	run->fd = open(disk, (run->write ? O_RDWR : O_RDONLY) | O_DIRECT);
	if (run->fd < 0)
		err(1, "%s", disk);
	if (syscall(SYS_io_setup, DEPTH_MAX, &run->context))
		err(1, "io_setup");
	for (unsigned long i = 0; i < run->depth; i++) {
		struct iocb *iocb = &run->iocb[i];
		void *buffer;

		if (posix_memalign(&buffer, 4096, run->bytes))
			errx(1, "out of memory");
		memset(buffer, i, run->bytes);
		iocb->aio_fildes = run->fd;
		iocb->aio_lio_opcode = run->write ? IOCB_CMD_PWRITE : IOCB_CMD_PREAD;
		iocb->aio_buf = (uintptr_t)buffer;
		iocb->aio_nbytes = run->bytes;
	}
}

int main(int argc, char *argv[])
{
	static struct run run = { .seed = 88172645463325252ULL };
	uint64_t count, time;

	if (argc != 6)
		errx(2, "usage: %s DISK read|write|randread|randwrite BYTES DEPTH COUNT", argv[0]);
	run.write = strstr(argv[2], "write");
	run.random = strstr(argv[2], "rand");
	run.bytes = strtoul(argv[3], NULL, 10);
	run.depth = strtoul(argv[4], NULL, 10);
	count = strtoull(argv[5], NULL, 10);
	if (!run.bytes || run.bytes > SPAN || !run.depth || run.depth > DEPTH_MAX ||
	    count < run.depth * WARM_UP)
		errx(2, "numbers are out of range");
	prepare(&run, argv[1]);
	do_ios(&run, count / WARM_UP);
	time = now();
	do_ios(&run, count);
	printf("%" PRIu64 "\n", (now() - time) / count);
	return 0;
}
