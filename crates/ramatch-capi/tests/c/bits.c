/* The example of a handheld once more, to the bit: on this machine and on another it prints the same. */
#include <string.h>
#define main handheld
#include "device.c"
#undef main

static void bits(const char *name, double value)
{
    uint64_t number;
    memcpy(&number, &value, sizeof number);
    printf("%s %08lx%08lx\n", name, (unsigned long)(number >> 32), (unsigned long)(number & 0xffffffffu));
}

int main(void)
{
    static ramatch_ranked ranking[LINES];
    static ramatch_answer answer;
    ramatch_spectrum spectrum;
    ramatch_error error;
    ramatch_library_about about;
    unsigned fed = 0;
    size_t len = 0;
    int i, status = handheld();
    spectrum.shift_cm1 = detector_shift_cm1;
    spectrum.intensity = detector_intensity;
    spectrum.points = DETECTOR_POINTS;
    if (status != 0 || ask(&spectrum, ranking, &answer, &fed, &error) != RAMATCH_OK) {
        return 1;
    }
    /* The compiler knows how much is lent, whatever the length of a pointer. */
    if (ramatch_library_describe(&library, &about, &error) != RAMATCH_OK
        || ramatch_memory_len(&matcher, PIXELS, LINES, &len, &error) != RAMATCH_OK
        || len != RAMATCH_MEMORY_LEN(PIXELS, GRID, about.entries, about.substances, LINES)) {
        return 1;
    }
    for (i = 0; i < LINES; i++) {
        bits("score", ranking[i].score);
    }
    bits("shift", answer.shift_cm1);
    bits("stretch", answer.stretch);
    bits("gap", answer.evidence.gap);
    bits("lead", answer.evidence.lead);
    bits("rest", answer.evidence.rest);
    bits("value", answer.decision.value);
    bits("snr", answer.notes.snr);
    bits("sigma", answer.notes.sigma);
    return 0;
}
