/*
 * What runs before main on a Cortex-M4F under QEMU, whose loader fills the memory: the floating-point unit is turned on, and what is printed goes
 * to the host. Beside the answer it is told how much of the stack was used.
 */
#include <stdint.h>
#include <stdio.h>

extern int main(void);
extern void initialise_monitor_handles(void);
extern void _exit(int status);

#define STACK_TOP 0x20400000u
#define STACK_LEN 0x00040000u
#define PAINT 0xa5a5a5a5u

void reset(void)
{
    volatile uint32_t *word = (volatile uint32_t *)(STACK_TOP - STACK_LEN);
    int status;
    *(volatile uint32_t *)0xe000ed88u |= 0xfu << 20;
    __asm volatile("dsb\n\tisb");
    for (; (uint32_t)word < STACK_TOP - 1024u; word++) {
        *word = PAINT;
    }
    initialise_monitor_handles();
    status = main();
    for (word = (volatile uint32_t *)(STACK_TOP - STACK_LEN); *word == PAINT;) {
        word++;
    }
    printf("%u bytes of stack were used\n", (unsigned)(STACK_TOP - (uint32_t)word));
    fflush(stdout);
    _exit(status);
}

static void fault(void)
{
    printf("fault\n");
    fflush(stdout);
    _exit(1);
}

__attribute__((section(".vectors"), used)) static void *const vectors[16] = {
    (void *)STACK_TOP, (void *)reset, (void *)fault, (void *)fault, (void *)fault, (void *)fault, (void *)fault,
};
