/*
 * What a handheld may do beside: check its library in steps, and take a spectrum apart, by itself and beside a container. On this machine and on
 * another it prints the same, to the bit.
 */
#include <string.h>
#define main handheld
#include "device.c"
#undef main

static uint64_t room[RAMATCH_MIXTURE_MEMORY_WORDS(PIXELS, GRID, ENTRIES, ENTRIES, LINES, 1)];
static float row[GRID];
static ramatch_check check;
static ramatch_mixture mixture;
static ramatch_answer answer;
static ramatch_ranked ranking[LINES];

static void bits(const char *name, double value)
{
    uint64_t number;
    memcpy(&number, &value, sizeof number);
    printf("%s %08lx%08lx\n", name, (unsigned long)(number >> 32), (unsigned long)(number & 0xffffffffu));
}

/* Whether all is as it has to be. */
static int apart(const ramatch_spectrum *spectrum, const ramatch_container *containers, size_t count)
{
    ramatch_results results = {0};
    uint32_t i;
    results.ranking = ranking;
    results.ranking_len = LINES;
    if (ramatch_identify_mixture(&matcher, spectrum, containers, count, room, sizeof room, NULL, &results, &answer,
                                 &mixture, NULL)
        != RAMATCH_OK) {
        return 0;
    }
    printf("%s, %u components\n", ramatch_verdict_name(answer.verdict.number), (unsigned)mixture.components_len);
    for (i = 0; i < mixture.components_len; i++) {
        bits("amount", mixture.components[i].amount);
        bits("share", mixture.components[i].share);
        bits("deviation", mixture.components[i].deviation);
        bits("evidence", mixture.components[i].evidence);
    }
    for (i = 0; i < mixture.containers_len; i++) {
        bits("container", mixture.container_shares[i]);
    }
    bits("score", ranking[0].score);
    bits("unexplained", mixture.unexplained);
    bits("nothing above", mixture.nothing_above);
    return mixture.sought;
}

int main(void)
{
    ramatch_spectrum spectrum;
    ramatch_container container;
    ramatch_status status;
    ramatch_error error;
    uint64_t done = 0, of = 0;
    unsigned steps = 0;
    int status_of_all = handheld();
    status = ramatch_check_begin(&library, &check, &error);
    if (status == RAMATCH_OK) {
        do {
            status = ramatch_check_step(&check, 16384, &done, &of, &error);
            steps++;
        } while (status == RAMATCH_MORE);
    }
    printf("%s after %u steps\n", ramatch_status_name(status), steps);
    spectrum.shift_cm1 = detector_shift_cm1;
    spectrum.intensity = detector_intensity;
    spectrum.points = DETECTOR_POINTS;
    if (status_of_all != 0 || status != RAMATCH_OK || done != of || !apart(&spectrum, NULL, 0)
        || ramatch_container_row(&matcher, &spectrum, room, sizeof room, row, GRID, &container, &error) != RAMATCH_OK
        || !apart(&spectrum, &container, 1)) {
        return 1;
    }
    return 0;
}
