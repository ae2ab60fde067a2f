/*
 * Prints answers to the bit, for a comparison with the core's: answers LIBRARY TRIALS SPECTRUM...
 * A number is printed as the 64 bits that it is.
 */
#include <inttypes.h>
#include <ramatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOP 5

static unsigned char *all_of(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = NULL;
    long end;
    *len = 0;
    if (file == NULL) {
        return NULL;
    }
    if (fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) > 0 && fseek(file, 0, SEEK_SET) == 0) {
        bytes = malloc((size_t)end);
        if (bytes != NULL && fread(bytes, 1, (size_t)end, file) == (size_t)end) {
            *len = (size_t)end;
        }
    }
    fclose(file);
    return bytes;
}

static void number(const char *name, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    /* Every NaN says the same. */
    printf(" %s %016" PRIx64, name, value != value ? UINT64_MAX : bits);
}

static void expect(ramatch_status status)
{
    if (status != RAMATCH_OK) {
        fprintf(stderr, "%s\n", ramatch_status_name(status));
        exit(1);
    }
}

static void ask(const ramatch_matcher *matcher, const char *path)
{
    ramatch_ranked ranking[TOP];
    ramatch_results results = {0};
    ramatch_answer answer;
    ramatch_mixture mixture;
    ramatch_file *file;
    ramatch_spectrum spectrum;
    void *memory;
    size_t len;
    uint32_t i;
    results.ranking = ranking;
    results.ranking_len = TOP;
    expect(ramatch_spectrum_read(path, &file, NULL, NULL));
    expect(ramatch_file_spectrum(file, &spectrum, NULL));
    expect(ramatch_memory_len(matcher, spectrum.points, TOP, &len, NULL));
    memory = malloc(len);
    expect(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, &answer, NULL));
    free(memory);
    printf("%s %s", ramatch_verdict_name(answer.verdict.number), ramatch_reason_name(answer.verdict.reason));
    for (i = 0; i < answer.ranked; i++) {
        printf(" %" PRIu32, ranking[i].entry);
        number("score", ranking[i].score);
    }
    number("shift", answer.shift_cm1);
    number("stretch", answer.stretch);
    number("gap", answer.evidence.gap);
    number("lead", answer.evidence.lead);
    number("rest", answer.evidence.rest);
    number("value", answer.decision.value);
    number("limit", answer.decision.limit);
    number("snr", answer.notes.snr);
    printf(" reached %" PRIu32 " of %" PRIu32 "\n", answer.decision.reached_by, answer.decision.reached_of);
    expect(ramatch_unmix_memory_len(matcher, spectrum.points, 0, &len, NULL));
    memory = malloc(len);
    expect(ramatch_unmix(matcher, &spectrum, NULL, 0, &answer, memory, len, NULL, &mixture, NULL));
    free(memory);
    printf("sum %s", ramatch_verdict_name(mixture.verdict.number));
    for (i = 0; i < mixture.components_len; i++) {
        printf(" %" PRIu32, mixture.components[i].entry);
        number("share", mixture.components[i].share);
        number("evidence", mixture.components[i].evidence);
    }
    number("unexplained", mixture.unexplained);
    printf("\n");
    ramatch_file_free(file);
}

int main(int argc, char **argv)
{
    ramatch_library library;
    ramatch_library_about about;
    ramatch_matcher matcher;
    unsigned char *bytes, *trials;
    size_t len, trials_len;
    int32_t *squares;
    int i;
    if (argc < 4) {
        return 2;
    }
    bytes = all_of(argv[1], &len);
    trials = all_of(argv[2], &trials_len);
    expect(ramatch_library_open(bytes, len, &library, NULL));
    expect(ramatch_library_check(&library, NULL));
    expect(ramatch_library_describe(&library, &about, NULL));
    squares = malloc((about.entries + 1) * sizeof *squares);
    expect(ramatch_matcher_init(&library, trials, trials_len, squares, about.entries, NULL, &matcher, NULL));
    for (i = 3; i < argc; i++) {
        ask(&matcher, argv[i]);
    }
    free(squares);
    free(trials);
    free(bytes);
    return 0;
}
