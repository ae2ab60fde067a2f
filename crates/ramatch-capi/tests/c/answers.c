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

static void print(const ramatch_answer *answer, const ramatch_ranked *ranking)
{
    uint32_t i;
    printf("%s %s", ramatch_verdict_name(answer->verdict.number), ramatch_reason_name(answer->verdict.reason));
    for (i = 0; i < answer->ranked; i++) {
        printf(" %" PRIu32, ranking[i].entry);
        number("score", ranking[i].score);
    }
    number("shift", answer->shift_cm1);
    number("stretch", answer->stretch);
    number("gap", answer->evidence.gap);
    number("lead", answer->evidence.lead);
    number("rest", answer->evidence.rest);
    number("value", answer->decision.value);
    number("limit", answer->decision.limit);
    number("snr", answer->notes.snr);
    printf(" reached %" PRIu32 " of %" PRIu32 "\n", answer->decision.reached_by, answer->decision.reached_of);
}

static void print_rival(const char *name, const ramatch_rival *rival)
{
    printf(" %s %" PRIu32 " %" PRIu32, name, rival->entry, rival->substance);
    number("part", rival->part);
}

static void print_told(const ramatch_told *told)
{
    uint32_t i;
    for (i = 0; i < told->len; i++) {
        number("band", told->shift_cm1[i]);
    }
}

static void print_sum(const ramatch_verdict *verdict, const ramatch_mixture *sum)
{
    uint32_t i, k;
    printf("sum %s %" PRIu32 " %" PRId32, ramatch_verdict_name(verdict->number), verdict->count, verdict->incomplete);
    for (i = 0; i < sum->components_len; i++) {
        const ramatch_component *one = &sum->components[i];
        printf(" %" PRIu32 " %" PRIu32, one->entry, one->substance);
        number("amount", one->amount);
        number("share", one->share);
        number("deviation", one->deviation);
        number("evidence", one->evidence);
        number("part", one->part);
        number("gain", one->gain);
        number("unlike", one->unlike);
        number("carried", one->carried);
        print_told(&one->bands);
        for (k = 0; k < one->rivals_len; k++) {
            print_rival("rival", &one->rivals[k]);
        }
    }
    for (i = 0; i < sum->containers_len; i++) {
        number("container", sum->container_shares[i]);
    }
    printf(" sought %" PRId32 " incomplete %" PRId32 " more %" PRId32, sum->sought, sum->incomplete, sum->has_more);
    number("unexplained", sum->unexplained);
    number("above", sum->nothing_above);
    print_told(&sum->open_bands);
    if (sum->has_nearest) {
        print_rival("nearest", &sum->nearest);
    }
    number("shift", sum->shift_cm1);
    number("stretch", sum->stretch);
    printf(" %" PRIu32 " to %" PRIu32 "\n", sum->from, sum->to);
}

/* Beside the container that was read last, if any. */
static void ask(const ramatch_matcher *matcher, const ramatch_spectrum *spectrum, const ramatch_container *container)
{
    const size_t containers = container == NULL ? 0 : 1;
    ramatch_ranked ranking[TOP];
    ramatch_results results = {0};
    ramatch_answer answer;
    ramatch_mixture mixture;
    void *memory;
    size_t len;
    results.ranking = ranking;
    results.ranking_len = TOP;
    expect(ramatch_memory_len(matcher, spectrum->points, TOP, &len, NULL));
    memory = malloc(len);
    expect(ramatch_identify(matcher, spectrum, memory, len, NULL, &results, &answer, NULL));
    free(memory);
    print(&answer, ranking);
    expect(ramatch_mixture_memory_len(matcher, spectrum->points, TOP, containers, &len, NULL));
    memory = malloc(len);
    expect(ramatch_identify_mixture(matcher, spectrum, container, containers, memory, len, NULL, &results, &answer,
                                    &mixture, NULL));
    free(memory);
    print(&answer, ranking);
    print_sum(&answer.verdict, &mixture);
}

/* Intensity between the points of a spectrum. */
static double at(const ramatch_spectrum *of, float shift_cm1)
{
    size_t k = 1;
    double t;
    while (k + 1 < of->points && of->shift_cm1[k] < shift_cm1) {
        k++;
    }
    t = ((double)shift_cm1 - (double)of->shift_cm1[k - 1]) / ((double)of->shift_cm1[k] - (double)of->shift_cm1[k - 1]);
    t = t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
    return (double)of->intensity[k - 1] + t * ((double)of->intensity[k] - (double)of->intensity[k - 1]);
}

/* The height of the highest band from 300 cm-1 on, over the least. */
static double height(const ramatch_spectrum *of)
{
    double most = -1e300, least = 1e300;
    size_t i;
    for (i = 0; i < of->points; i++) {
        if (of->shift_cm1[i] > 300.0f && of->shift_cm1[i] < 1900.0f) {
            double y = (double)of->intensity[i];
            most = y > most ? y : most;
            least = y < least ? y : least;
        }
    }
    return most - least;
}

/* The sum of two whose bands are of one height, where the first has its points. */
static void ask_of_both(const ramatch_matcher *matcher, const ramatch_spectrum *one, const ramatch_spectrum *other)
{
    float *both = malloc(one->points * sizeof *both);
    double part = height(one) / height(other);
    ramatch_spectrum mixed;
    size_t i;
    for (i = 0; i < one->points; i++) {
        both[i] = (float)((double)one->intensity[i] + part * at(other, one->shift_cm1[i]));
    }
    mixed = *one;
    mixed.intensity = both;
    ask(matcher, &mixed, NULL);
    free(both);
}

/* Every spectrum by itself, every two that follow each other as a sum, and every first of these in the second as its container. */
static void ask_all(const ramatch_matcher *matcher, size_t grid, char **paths, int count)
{
    float *row = malloc(grid * sizeof *row);
    ramatch_file *files[2] = {NULL, NULL};
    ramatch_spectrum spectra[2];
    ramatch_container container;
    void *memory;
    size_t len;
    int i;
    for (i = 0; i < count; i++) {
        expect(ramatch_spectrum_read(paths[i], &files[i % 2], NULL, NULL));
        expect(ramatch_file_spectrum(files[i % 2], &spectra[i % 2], NULL));
        ask(matcher, &spectra[i % 2], NULL);
        if (i % 2 == 1) {
            ask_of_both(matcher, &spectra[0], &spectra[1]);
            expect(ramatch_memory_len(matcher, spectra[1].points, 0, &len, NULL));
            memory = malloc(len);
            expect(ramatch_container_row(matcher, &spectra[1], memory, len, row, grid, &container, NULL));
            free(memory);
            ask(matcher, &spectra[0], &container);
            ramatch_file_free(files[0]);
            ramatch_file_free(files[1]);
            files[0] = files[1] = NULL;
        }
    }
    ramatch_file_free(files[0]);
    free(row);
}

int main(int argc, char **argv)
{
    ramatch_library library;
    ramatch_library_about about;
    ramatch_matcher matcher;
    unsigned char *bytes, *trials;
    size_t len, trials_len;
    int32_t *squares;
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
    ask_all(&matcher, about.grid_len, argv + 3, argc - 3);
    free(squares);
    free(trials);
    free(bytes);
    return 0;
}
