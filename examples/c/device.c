/*
 * A handheld: no heap, no files. Library and trials lie in flash, the spectrum in an array that a detector has filled, and all memory is
 * static. It links the device's library only; what a host prints with printf, a device shows on its display.
 */
#include "spectrum.h"
#include <inttypes.h>
#include <ramatch.h>
#include <stdio.h>

/* In flash; flash.S puts the two files there that flash.c has written. */
extern const unsigned char library_flash[], library_flash_end[];
extern const unsigned char trials_flash[], trials_flash_end[];

#define PIXELS 1024  /* Most points of a spectrum. */
#define GRID 1024    /* Points of the recipe's grid. */
#define ENTRIES 512  /* Most references. */
#define LINES 3      /* Of the display. */

static ramatch_library library;
static ramatch_matcher matcher;
static int32_t squares[ENTRIES];
static uint64_t memory[RAMATCH_MEMORY_WORDS(PIXELS, GRID, ENTRIES, ENTRIES, LINES)];

static int32_t feed_watchdog(uint64_t rows, void *user)
{
    unsigned *fed = user;
    (void)rows;
    *fed += 1;
    return 1; /* Go on. */
}

/* When the device starts. */
static ramatch_status start(ramatch_error *error)
{
    ramatch_status status =
        ramatch_library_open(library_flash, (size_t)(library_flash_end - library_flash), &library, error);
    if (status == RAMATCH_OK) {
        status = ramatch_matcher_init(&library, trials_flash, (size_t)(trials_flash_end - trials_flash), squares, ENTRIES,
                                      NULL, &matcher, error);
    }
    return status;
}

/* For every spectrum. */
static ramatch_status ask(const ramatch_spectrum *spectrum, ramatch_ranked *ranking, ramatch_answer *answer,
                          unsigned *fed, ramatch_error *error)
{
    ramatch_results results = {0};
    ramatch_patience patience;
    results.ranking = ranking;
    results.ranking_len = LINES;
    patience.go_on = feed_watchdog;
    patience.user = fed;
    patience.every = 64;
    return ramatch_identify(&matcher, spectrum, memory, sizeof memory, &patience, &results, answer, error);
}

int main(void)
{
    static ramatch_ranked ranking[LINES];
    static ramatch_answer answer;
    ramatch_error error;
    ramatch_spectrum spectrum;
    unsigned fed = 0;
    uint32_t i;

    spectrum.shift_cm1 = detector_shift_cm1;
    spectrum.intensity = detector_intensity;
    spectrum.points = DETECTOR_POINTS;
    if (start(&error) != RAMATCH_OK || ask(&spectrum, ranking, &answer, &fed, &error) != RAMATCH_OK) {
        printf("%s: %.*s\n", ramatch_strerror(error.status), (int)error.what.len, error.what.bytes);
        return 1;
    }
    for (i = 0; i < answer.ranked; i++) {
        ramatch_substance substance;
        if (ramatch_library_substance(&library, ranking[i].substance, &substance, NULL) == RAMATCH_OK) {
            printf("%.4f %.*s\n", ranking[i].score, (int)substance.name.len, substance.name.bytes);
        }
    }
    printf("%s %s\n", ramatch_verdict_name(answer.verdict.number), ramatch_reason_name(answer.verdict.reason));
    printf("the watchdog was fed %u times\n%u bytes were lent\n", fed, (unsigned)sizeof memory);
    return 0;
}
