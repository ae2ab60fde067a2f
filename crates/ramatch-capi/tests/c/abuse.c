/*
 * Everything that a caller can do wrong and that can be seen: statuses, and no fault. Run under sanitizers and under valgrind.
 *
 *     abuse LIBRARY TRIALS [STEP]
 *
 * STEP is the distance of the bytes that are broken, 97 if none is given.
 */
#include "spectrum.h"
#include <float.h>
#include <math.h>
#include <ramatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOP 3

static unsigned long checks;

#define IS(call, wanted)                                                                                               \
    do {                                                                                                               \
        ramatch_status got_ = (call);                                                                                  \
        checks++;                                                                                                      \
        if (got_ != (wanted)) {                                                                                        \
            fprintf(stderr, "line %d: %s is %s, not %s\n", __LINE__, #call, ramatch_status_name(got_),                 \
                    ramatch_status_name(wanted));                                                                      \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

#define HOLDS(what)                                                                                                    \
    do {                                                                                                               \
        checks++;                                                                                                      \
        if (!(what)) {                                                                                                 \
            fprintf(stderr, "line %d: %s\n", __LINE__, #what);                                                         \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

static unsigned char *all_of(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = NULL;
    long end;
    *len = 0;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) > 0 && fseek(file, 0, SEEK_SET) == 0) {
        bytes = malloc((size_t)end);
        if (bytes != NULL && fread(bytes, 1, (size_t)end, file) == (size_t)end) {
            *len = (size_t)end;
        }
        fclose(file);
    }
    HOLDS(*len > 0);
    return bytes;
}

static ramatch_spectrum whole(void)
{
    ramatch_spectrum spectrum;
    spectrum.shift_cm1 = detector_shift_cm1;
    spectrum.intensity = detector_intensity;
    spectrum.points = DETECTOR_POINTS;
    return spectrum;
}

static int32_t go_on(uint64_t rows, void *user)
{
    unsigned *left = user;
    (void)rows;
    return (*left)-- > 0;
}

/* Names of numbers that are none. */
static void names(void)
{
    const int32_t odd[] = {-1, 1000, INT32_MIN, INT32_MAX};
    size_t i;
    for (i = 0; i < sizeof odd / sizeof *odd; i++) {
        HOLDS(strlen(ramatch_status_name(odd[i])) == 0);
        HOLDS(strlen(ramatch_strerror(odd[i])) > 0);
        HOLDS(strlen(ramatch_verdict_name(odd[i])) == 0);
        HOLDS(strlen(ramatch_reason_name(odd[i])) == 0);
    }
    HOLDS(strcmp(ramatch_status_name(RAMATCH_NOT_READY), "not_ready") == 0);
    HOLDS(strcmp(ramatch_status_name(RAMATCH_MORE), "more") == 0);
    HOLDS(strlen(ramatch_version()) > 0 && ramatch_abi_version() == RAMATCH_ABI_VERSION);
}

/* Whatever bytes are opened as: a status, and if it opens, every later call answers. */
static void use(const unsigned char *bytes, size_t len, const unsigned char *trials, size_t trials_len, int ask)
{
    static int32_t squares[4096];
    static ramatch_library library;
    static ramatch_matcher matcher;
    ramatch_library_about about;
    ramatch_substance substance;
    ramatch_entry entry;
    uint32_t i;
    if (ramatch_library_open(bytes, len, &library, NULL) != RAMATCH_OK) {
        return;
    }
    (void)ramatch_library_check(&library, NULL);
    IS(ramatch_library_describe(&library, &about, NULL), RAMATCH_OK);
    for (i = 0; i < about.substances && i < 8; i++) {
        IS(ramatch_library_substance(&library, i, &substance, NULL), RAMATCH_OK);
        HOLDS(substance.name.bytes != NULL && substance.name.len <= len);
    }
    for (i = 0; i < about.entries && i < 8; i++) {
        IS(ramatch_library_entry(&library, i, &entry, NULL), RAMATCH_OK);
        HOLDS(entry.id.bytes != NULL && entry.id.len <= len);
    }
    IS(ramatch_library_substance(&library, about.substances, &substance, NULL), RAMATCH_PARAMETER);
    IS(ramatch_library_entry(&library, UINT32_MAX, &entry, NULL), RAMATCH_PARAMETER);
    if (!ask
        || ramatch_matcher_init(&library, trials, trials_len, squares, 4096, NULL, &matcher, NULL) != RAMATCH_OK) {
        return;
    }
    {
        ramatch_spectrum spectrum = whole();
        ramatch_ranked ranking[TOP];
        ramatch_results results;
        ramatch_answer answer;
        size_t need;
        void *memory;
        memset(&results, 0, sizeof results);
        results.ranking = ranking;
        results.ranking_len = TOP;
        if (ramatch_memory_len(&matcher, spectrum.points, TOP, &need, NULL) != RAMATCH_OK || need > 1u << 28) {
            return;
        }
        memory = malloc(need);
        (void)ramatch_identify(&matcher, &spectrum, memory, need, NULL, &results, &answer, NULL);
        free(memory);
    }
}

/* Cut everywhere, and broken at every step-th byte. */
static void broken(const unsigned char *bytes, size_t len, const unsigned char *trials, size_t trials_len, size_t step)
{
    static ramatch_library library;
    /* Whoever takes large steps has little time. */
    const size_t fine = step < 1000 ? 1 : 61;
    size_t at, count = 0;
    /* Where a library ends too early nobody reads behind its end: it has memory of just its length. */
    for (at = 0; at < len; at += at < 4096 ? fine : step) {
        unsigned char *cut = malloc(at > 0 ? at : 1);
        memcpy(cut, bytes, at);
        HOLDS(ramatch_library_open(cut, at, &library, NULL) != RAMATCH_OK);
        free(cut);
    }
    {
        unsigned char *copy = malloc(len);
        memcpy(copy, bytes, len);
        for (at = 0; at < len; at += at < 2048 ? fine : step) {
            copy[at] ^= (unsigned char)(1u << (at % 8));
            use(copy, len, trials, trials_len, count++ % 16 == 0);
            copy[at] ^= 0xff;
            use(copy, len, trials, trials_len, 0);
            copy[at] = bytes[at];
        }
        free(copy);
    }
    for (at = 0; at <= trials_len; at += at < 512 ? fine : step) {
        unsigned char *cut = malloc(at > 0 ? at : 1);
        memcpy(cut, trials, at);
        use(bytes, len, cut, at, at % 16 == 0);
        free(cut);
    }
}

static void pointers(const ramatch_library *library, const unsigned char *bytes, size_t len)
{
    static uint64_t room[RAMATCH_MATCHER_WORDS + 2];
    void *odd = (unsigned char *)room + 1;
    ramatch_library other;
    ramatch_library_about about;
    ramatch_substance substance;
    ramatch_error error;
    IS(ramatch_library_open(NULL, len, &other, NULL), RAMATCH_NULL);
    IS(ramatch_library_open(NULL, 0, &other, NULL), RAMATCH_BAD_MAGIC);
    IS(ramatch_library_open(bytes, 0, &other, NULL), RAMATCH_BAD_MAGIC);
    IS(ramatch_library_open(bytes, len, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_library_open(bytes, len, odd, NULL), RAMATCH_MISALIGNED);
    IS(ramatch_library_open(bytes, len, &other, odd), RAMATCH_MISALIGNED);
    IS(ramatch_library_open(bytes, SIZE_MAX, &other, &error), RAMATCH_LENGTH);
    HOLDS(error.status == RAMATCH_LENGTH && error.got == SIZE_MAX);
    HOLDS(error.what.len == 5 && memcmp(error.what.bytes, "bytes", 5) == 0);
    memset(&other, 0, sizeof other);
    IS(ramatch_library_check(&other, &error), RAMATCH_NOT_READY);
    HOLDS(error.what.len == 7 && memcmp(error.what.bytes, "library", 7) == 0);
    memset(&other, 0xff, sizeof other);
    IS(ramatch_library_describe(&other, &about, NULL), RAMATCH_NOT_READY);
    IS(ramatch_library_check(NULL, NULL), RAMATCH_NULL);
    IS(ramatch_library_check(odd, NULL), RAMATCH_MISALIGNED);
    IS(ramatch_library_describe(library, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_library_substance(library, 0, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_library_substance(library, UINT32_MAX, &substance, NULL), RAMATCH_PARAMETER);
    IS(ramatch_library_entry(library, 0, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_options_default(NULL, NULL), RAMATCH_NULL);
}

static void matchers(const ramatch_library *library, const unsigned char *trials, size_t trials_len)
{
    static int32_t squares[4096];
    static ramatch_matcher matcher;
    ramatch_library none;
    ramatch_options options;
    const uint32_t fallen[] = {2, 1};
    size_t len;
    memset(&none, 0, sizeof none);
    memset(&matcher, 0, sizeof matcher);
    IS(ramatch_memory_len(&matcher, 100, 1, &len, NULL), RAMATCH_NOT_READY);
    /* One handle in the place of another. */
    IS(ramatch_memory_len((const ramatch_matcher *)(const void *)library, 100, 1, &len, NULL), RAMATCH_NOT_READY);
    IS(ramatch_matcher_init(&none, trials, trials_len, squares, 4096, NULL, &matcher, NULL), RAMATCH_NOT_READY);
    IS(ramatch_matcher_init(library, NULL, 1, squares, 4096, NULL, &matcher, NULL), RAMATCH_NULL);
    IS(ramatch_matcher_init(library, trials, trials_len, NULL, 4096, NULL, &matcher, NULL), RAMATCH_NULL);
    IS(ramatch_matcher_init(library, trials, trials_len, squares, 1, NULL, &matcher, NULL), RAMATCH_LENGTH);
    IS(ramatch_matcher_init(library, trials, trials_len, squares, SIZE_MAX, NULL, &matcher, NULL), RAMATCH_LENGTH);
    IS(ramatch_matcher_init(library, trials, trials_len, squares, 4096, NULL, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_matcher_init(library, trials, 7, squares, 4096, NULL, &matcher, NULL), RAMATCH_BAD_CALIBRATION);
    IS(ramatch_options_default(&options, NULL), RAMATCH_OK);
    options.unexplained = -1.0;
    IS(ramatch_matcher_init(library, trials, trials_len, squares, 4096, &options, &matcher, NULL), RAMATCH_PARAMETER);
    options.unexplained = 0.1;
    options.shift_cm1 = 1e9;
    IS(ramatch_matcher_init(library, trials, trials_len, squares, 4096, &options, &matcher, NULL), RAMATCH_PARAMETER);
    options.shift_cm1 = (double)NAN;
    IS(ramatch_matcher_init(library, trials, trials_len, squares, 4096, &options, &matcher, NULL), RAMATCH_PARAMETER);
    IS(ramatch_options_default(&options, NULL), RAMATCH_OK);
    options.excluded_len = 3;
    IS(ramatch_matcher_init(library, trials, trials_len, squares, 4096, &options, &matcher, NULL), RAMATCH_NULL);
    options.excluded = fallen;
    options.excluded_len = 2;
    IS(ramatch_matcher_init(library, trials, trials_len, squares, 4096, &options, &matcher, NULL), RAMATCH_OK);
    {
        ramatch_spectrum spectrum = whole();
        ramatch_results results;
        ramatch_answer answer;
        static uint64_t memory[RAMATCH_MEMORY_WORDS(DETECTOR_POINTS, 1024, 4096, 4096, 1)];
        memset(&results, 0, sizeof results);
        IS(ramatch_identify(&matcher, &spectrum, memory, sizeof memory, NULL, &results, &answer, NULL),
           RAMATCH_PARAMETER);
        options.excluded_len = 0;
        options.through = UINT32_MAX - 1;
        IS(ramatch_matcher_init(library, trials, trials_len, squares, 4096, &options, &matcher, NULL), RAMATCH_OK);
        IS(ramatch_identify(&matcher, &spectrum, memory, sizeof memory, NULL, &results, &answer, NULL),
           RAMATCH_PARAMETER);
    }
}

static void questions(const ramatch_matcher *matcher, const ramatch_library_about *about)
{
    static float shift[DETECTOR_POINTS], intensity[DETECTOR_POINTS];
    ramatch_spectrum spectrum = whole();
    ramatch_ranked ranking[TOP];
    ramatch_results results;
    ramatch_answer answer;
    ramatch_patience patience;
    ramatch_error error;
    unsigned left = 0;
    size_t len = 0, i;
    unsigned char *memory;
    memset(&results, 0, sizeof results);
    results.ranking = ranking;
    results.ranking_len = TOP;
    IS(ramatch_memory_len(matcher, DETECTOR_POINTS, TOP, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_memory_len(matcher, SIZE_MAX, TOP, &len, NULL), RAMATCH_LENGTH);
    IS(ramatch_memory_len(matcher, DETECTOR_POINTS, SIZE_MAX, &len, NULL), RAMATCH_LENGTH);
    IS(ramatch_memory_len(matcher, 0, 0, &len, NULL), RAMATCH_OK);
    IS(ramatch_memory_len(matcher, DETECTOR_POINTS, TOP, &len, NULL), RAMATCH_OK);
    /* The compiler knows the same. */
    for (i = 16; i <= RAMATCH_MOST_POINTS; i += 1 + i / 16) {
        const size_t top = i % 100, containers = i % 4;
        IS(ramatch_memory_len(matcher, i, top, &len, NULL), RAMATCH_OK);
        HOLDS(len == RAMATCH_MEMORY_LEN(i, about->grid_len, about->entries, about->substances, top));
        IS(ramatch_mixture_memory_len(matcher, i, top, containers, &len, NULL), RAMATCH_OK);
        HOLDS(len == RAMATCH_MIXTURE_MEMORY_LEN(i, about->grid_len, about->entries, about->substances, top, containers));
    }
    IS(ramatch_memory_len(matcher, DETECTOR_POINTS, TOP, &len, NULL), RAMATCH_OK);
    memory = malloc(len + 8);

    /* What is lent is used to its last byte, and not beyond. */
    {
        unsigned char *own = malloc(len);
        IS(ramatch_identify(matcher, &spectrum, own, len, NULL, &results, &answer, NULL), RAMATCH_OK);
        free(own);
    }
    HOLDS(answer.ranked == TOP && answer.verdict.number == RAMATCH_RELATED);
    IS(ramatch_identify(matcher, &spectrum, memory, len - 1, NULL, &results, &answer, &error), RAMATCH_LENGTH);
    HOLDS(error.expected == len && error.got == len - 1);
    IS(ramatch_identify(matcher, &spectrum, memory + 1, len, NULL, &results, &answer, NULL), RAMATCH_MISALIGNED);
    IS(ramatch_identify(matcher, &spectrum, memory, 0, NULL, &results, &answer, NULL), RAMATCH_LENGTH);
    IS(ramatch_identify(matcher, &spectrum, NULL, len, NULL, &results, &answer, NULL), RAMATCH_NULL);
    IS(ramatch_identify(NULL, &spectrum, memory, len, NULL, &results, &answer, NULL), RAMATCH_NULL);
    IS(ramatch_identify(matcher, NULL, memory, len, NULL, &results, &answer, NULL), RAMATCH_NULL);
    IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, NULL, &answer, NULL), RAMATCH_NULL);
    IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, NULL, NULL), RAMATCH_NULL);
    results.bands_len = 1;
    IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, &answer, &error), RAMATCH_NULL);
    HOLDS(error.what.len == 13 && memcmp(error.what.bytes, "results.bands", 13) == 0);
    results.bands_len = 0;
    results.ranking_len = SIZE_MAX;
    IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, &answer, NULL), RAMATCH_LENGTH);
    results.ranking_len = 0;
    IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, &answer, NULL), RAMATCH_OK);
    HOLDS(answer.ranked == 0 && answer.verdict.number == RAMATCH_RELATED);
    results.ranking_len = TOP;

    /* Somebody gives up, at once and later; nobody is asked. */
    patience.go_on = go_on;
    patience.user = &left;
    patience.every = 0;
    IS(ramatch_identify(matcher, &spectrum, memory, len, &patience, &results, &answer, NULL), RAMATCH_CANCELLED);
    left = 5;
    IS(ramatch_identify(matcher, &spectrum, memory, len, &patience, &results, &answer, NULL), RAMATCH_CANCELLED);
    patience.go_on = NULL;
    IS(ramatch_identify(matcher, &spectrum, memory, len, &patience, &results, &answer, NULL), RAMATCH_OK);

    /* Spectra that are none. */
    for (i = 0; i < 16; i++) {
        spectrum.points = i;
        IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, &answer, NULL), RAMATCH_TOO_FEW_POINTS);
    }
    spectrum.points = SIZE_MAX;
    IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, &answer, NULL), RAMATCH_LENGTH);
    spectrum.points = DETECTOR_POINTS;
    spectrum.intensity = NULL;
    IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, &answer, NULL), RAMATCH_NULL);
    memcpy(shift, detector_shift_cm1, sizeof shift);
    memcpy(intensity, detector_intensity, sizeof intensity);
    spectrum.shift_cm1 = shift;
    spectrum.intensity = intensity;
    shift[500] = NAN;
    IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, &answer, &error), RAMATCH_NOT_FINITE);
    HOLDS(error.index == 500);
    shift[500] = shift[499];
    IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, &answer, NULL), RAMATCH_AXIS_DUPLICATE);
    shift[500] = 0.0f;
    IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, &answer, NULL), RAMATCH_AXIS_ORDER);
    shift[500] = detector_shift_cm1[500];
    intensity[7] = INFINITY;
    IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, &answer, NULL), RAMATCH_NOT_FINITE);
    intensity[7] = FLT_MAX;
    IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, &answer, NULL), RAMATCH_NUMBER_RANGE);
    for (i = 0; i < DETECTOR_POINTS; i++) {
        intensity[i] = 7.0f;
    }
    IS(ramatch_identify(matcher, &spectrum, memory, len, NULL, &results, &answer, NULL), RAMATCH_OK);
    HOLDS(answer.verdict.number == RAMATCH_CANNOT_DECIDE
          && strcmp(ramatch_reason_name(answer.verdict.reason), "flat") == 0);
    free(memory);
}

#define GRID 1024

/* Mixtures, and the rows of containers. */
static void mixtures(const ramatch_matcher *matcher)
{
    static float row[GRID], flat[DETECTOR_POINTS];
    ramatch_spectrum spectrum = whole();
    ramatch_results results;
    ramatch_ranked ranking[TOP];
    ramatch_answer answer;
    ramatch_mixture mixture;
    ramatch_container many[4], kept;
    ramatch_patience patience;
    ramatch_error error;
    unsigned left = 0;
    size_t len = 0, own_len = 0, i;
    unsigned char *own;
    memset(&results, 0, sizeof results);
    results.ranking = ranking;
    results.ranking_len = TOP;
    IS(ramatch_mixture_memory_len(matcher, DETECTOR_POINTS, TOP, 0, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_mixture_memory_len(NULL, DETECTOR_POINTS, TOP, 0, &len, NULL), RAMATCH_NULL);
    IS(ramatch_mixture_memory_len(matcher, DETECTOR_POINTS, TOP, 4, &len, NULL), RAMATCH_LENGTH);
    IS(ramatch_mixture_memory_len(matcher, DETECTOR_POINTS, TOP, SIZE_MAX, &len, NULL), RAMATCH_LENGTH);
    IS(ramatch_mixture_memory_len(matcher, SIZE_MAX, TOP, 0, &len, NULL), RAMATCH_LENGTH);
    IS(ramatch_mixture_memory_len(matcher, DETECTOR_POINTS, SIZE_MAX, 0, &len, NULL), RAMATCH_LENGTH);
    IS(ramatch_mixture_memory_len(matcher, DETECTOR_POINTS, TOP, 3, &len, NULL), RAMATCH_OK);
    own = malloc(len);

    /* Rows. */
    IS(ramatch_memory_len(matcher, DETECTOR_POINTS, 0, &own_len, NULL), RAMATCH_OK);
    IS(ramatch_container_row(matcher, &spectrum, own, own_len, row, GRID, &kept, NULL), RAMATCH_OK);
    HOLDS(kept.row == row && kept.row_len == GRID && kept.from < kept.to && kept.to <= GRID);
    IS(ramatch_container_row(matcher, &spectrum, own, own_len, row, GRID - 1, &kept, &error), RAMATCH_LENGTH);
    HOLDS(error.expected == GRID);
    IS(ramatch_container_row(matcher, &spectrum, own, own_len, NULL, GRID, &kept, NULL), RAMATCH_NULL);
    IS(ramatch_container_row(matcher, &spectrum, own, own_len, row, GRID, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_container_row(matcher, NULL, own, own_len, row, GRID, &kept, NULL), RAMATCH_NULL);
    IS(ramatch_container_row(NULL, &spectrum, own, own_len, row, GRID, &kept, NULL), RAMATCH_NULL);
    IS(ramatch_container_row(matcher, &spectrum, NULL, own_len, row, GRID, &kept, NULL), RAMATCH_NULL);
    IS(ramatch_container_row(matcher, &spectrum, own, 64, row, GRID, &kept, NULL), RAMATCH_LENGTH);
    for (i = 0; i < DETECTOR_POINTS; i++) {
        flat[i] = 7.0f;
    }
    spectrum.intensity = flat;
    IS(ramatch_container_row(matcher, &spectrum, own, own_len, row, GRID, &kept, NULL), RAMATCH_FLAT);
    IS(ramatch_identify_mixture(matcher, &spectrum, NULL, 0, own, len, NULL, &results, &answer, &mixture, NULL), RAMATCH_OK);
    HOLDS(answer.verdict.number == RAMATCH_CANNOT_DECIDE && mixture.sought == 0 && mixture.components_len == 0);
    spectrum = whole();
    spectrum.points = 40;
    IS(ramatch_container_row(matcher, &spectrum, own, own_len, row, GRID, &kept, NULL), RAMATCH_COVERAGE);
    spectrum = whole();
    IS(ramatch_container_row(matcher, &spectrum, own, own_len, row, GRID, &kept, NULL), RAMATCH_OK);

    /* What is lent is used to its last byte, and not beyond. */
    for (i = 0; i < 4; i++) {
        many[i] = kept;
    }
#define MIXED(containers, count, memory, memory_len, patience)                                                         \
    ramatch_identify_mixture(matcher, &spectrum, containers, count, memory, memory_len, patience, &results, &answer,   \
                             &mixture, &error)
    IS(MIXED(many, 3, own, len, NULL), RAMATCH_OK);
    HOLDS(mixture.sought == 1 && mixture.containers_len == 3 && answer.ranked == TOP);
    IS(MIXED(many, 3, own, len - 1, NULL), RAMATCH_LENGTH);
    HOLDS(error.expected == len && error.got == len - 1);
    IS(MIXED(many, 4, own, len, NULL), RAMATCH_LENGTH);
    IS(MIXED(many, SIZE_MAX, own, len, NULL), RAMATCH_LENGTH);
    IS(MIXED(NULL, 1, own, len, NULL), RAMATCH_NULL);
    IS(MIXED(NULL, 0, NULL, len, NULL), RAMATCH_NULL);
    IS(MIXED(NULL, 0, own + 1, len - 1, NULL), RAMATCH_MISALIGNED);
    IS(MIXED(NULL, 0, own, len, NULL), RAMATCH_OK);
    HOLDS(mixture.containers_len == 0 && mixture.sought == 1);
    many[1].row = NULL;
    IS(MIXED(many, 2, own, len, NULL), RAMATCH_NULL);
    many[1] = kept;
    many[1].row_len = GRID - 1;
    IS(MIXED(many, 2, own, len, NULL), RAMATCH_LENGTH);
    many[1] = kept;
    many[1].to = GRID + 1;
    IS(MIXED(many, 2, own, len, NULL), RAMATCH_PARAMETER);
    many[1].to = UINT32_MAX;
    IS(MIXED(many, 2, own, len, NULL), RAMATCH_PARAMETER);
    many[1] = kept;
    many[1].from = kept.to + 1;
    IS(MIXED(many, 2, own, len, NULL), RAMATCH_PARAMETER);
    /* Less than 400 cm-1 in common with the sample. */
    many[1].from = kept.to - 100;
    IS(MIXED(many, 2, own, len, NULL), RAMATCH_PARAMETER);
    row[kept.from] = NAN;
    IS(MIXED(many, 1, own, len, NULL), RAMATCH_NOT_FINITE);
    HOLDS(error.index == kept.from);
    IS(ramatch_identify_mixture(matcher, &spectrum, NULL, 0, own, len, NULL, &results, NULL, &mixture, NULL), RAMATCH_NULL);
    IS(ramatch_identify_mixture(matcher, &spectrum, NULL, 0, own, len, NULL, &results, &answer, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_identify_mixture(matcher, &spectrum, NULL, 0, own, len, NULL, NULL, &answer, &mixture, NULL), RAMATCH_NULL);
    IS(ramatch_identify_mixture(matcher, NULL, NULL, 0, own, len, NULL, &results, &answer, &mixture, NULL), RAMATCH_NULL);
    IS(ramatch_identify_mixture(NULL, &spectrum, NULL, 0, own, len, NULL, &results, &answer, &mixture, NULL), RAMATCH_NULL);

    /* Somebody gives up: at once, and wherever. */
    patience.go_on = go_on;
    patience.user = &left;
    patience.every = 1;
    for (i = 0; i < 2000; i += 97) {
        left = (unsigned)i;
        IS(MIXED(NULL, 0, own, len, &patience), RAMATCH_CANCELLED);
    }
    free(own);
}

/* The check in steps: of a whole library, of a broken one, and of what is none. */
static void checks_in_steps(const ramatch_library *library, const unsigned char *bytes, size_t len)
{
    static ramatch_check check;
    ramatch_library broken_library;
    unsigned char *copy = malloc(len);
    uint64_t done = 0, of = 0, before;
    ramatch_status status;
    size_t at, step;
    memset(&check, 0, sizeof check);
    IS(ramatch_check_step(&check, 1, &done, &of, NULL), RAMATCH_NOT_READY);
    IS(ramatch_check_step(NULL, 1, &done, &of, NULL), RAMATCH_NULL);
    IS(ramatch_check_begin(NULL, &check, NULL), RAMATCH_NULL);
    IS(ramatch_check_begin(library, NULL, NULL), RAMATCH_NULL);
    for (step = 4096; step >= 4096; step = step < SIZE_MAX / 16 ? step * 16 : 1) {
        IS(ramatch_check_begin(library, &check, NULL), RAMATCH_OK);
        for (before = 0; (status = ramatch_check_step(&check, step, &done, &of, NULL)) == RAMATCH_MORE; before = done) {
            HOLDS(done > before && done <= of);
        }
        IS(status, RAMATCH_OK);
        HOLDS(done == of && of > 2 * len);
        IS(ramatch_check_step(&check, 1, NULL, NULL, NULL), RAMATCH_OK);
    }
    for (at = len / 3; at < len; at += len / 3) {
        ramatch_error error;
        memcpy(copy, bytes, len);
        copy[at] ^= 1;
        IS(ramatch_library_open(copy, len, &broken_library, NULL), RAMATCH_OK);
        IS(ramatch_check_begin(&broken_library, &check, NULL), RAMATCH_OK);
        IS(ramatch_check_step(&check, len / 2, NULL, NULL, &error), RAMATCH_MORE);
        HOLDS(error.status == RAMATCH_MORE);
        IS(ramatch_check_step(&check, SIZE_MAX, &done, &of, NULL), RAMATCH_HASH_MISMATCH);
        IS(ramatch_check_step(&check, 1, &done, &of, NULL), RAMATCH_HASH_MISMATCH);
    }
    free(copy);
}

static void instruments(void)
{
    static float shift[DETECTOR_POINTS];
    ramatch_spectrum spectrum = whole(), out;
    ramatch_instrument instrument;
    ramatch_options options;
    IS(ramatch_instrument_default(NULL, NULL), RAMATCH_NULL);
    IS(ramatch_instrument_default(&instrument, NULL), RAMATCH_OK);
    IS(ramatch_instrument_correct(&instrument, &spectrum, shift, DETECTOR_POINTS, &out, NULL), RAMATCH_OK);
    HOLDS(out.points == DETECTOR_POINTS && out.shift_cm1 == shift && out.intensity == detector_intensity);
    HOLDS(memcmp(shift, detector_shift_cm1, sizeof shift) == 0);
    instrument.shift_cm1 = 1.5;
    instrument.from_cm1 = 300.0;
    instrument.to_cm1 = 1900.0;
    out = spectrum;
    IS(ramatch_instrument_correct(&instrument, &out, shift, DETECTOR_POINTS, &out, NULL), RAMATCH_OK);
    HOLDS(out.points < DETECTOR_POINTS && out.shift_cm1[0] >= 298.5f && out.intensity > detector_intensity);
    HOLDS(out.shift_cm1[out.points - 1] <= 1898.5f);
    IS(ramatch_instrument_correct(&instrument, &spectrum, shift, DETECTOR_POINTS - 1, &out, NULL), RAMATCH_LENGTH);
    IS(ramatch_instrument_correct(&instrument, &spectrum, NULL, DETECTOR_POINTS, &out, NULL), RAMATCH_NULL);
    IS(ramatch_instrument_correct(&instrument, &spectrum, shift, DETECTOR_POINTS, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_instrument_correct(&instrument, NULL, shift, DETECTOR_POINTS, &out, NULL), RAMATCH_NULL);
    IS(ramatch_instrument_correct(NULL, &spectrum, shift, DETECTOR_POINTS, &out, NULL), RAMATCH_NULL);
    instrument.to_cm1 = 301.0;
    IS(ramatch_instrument_correct(&instrument, &spectrum, shift, DETECTOR_POINTS, &out, NULL), RAMATCH_TOO_FEW_POINTS);
    instrument.to_cm1 = (double)NAN;
    IS(ramatch_instrument_correct(&instrument, &spectrum, shift, DETECTOR_POINTS, &out, NULL), RAMATCH_TOO_FEW_POINTS);
    IS(ramatch_options_default(&options, NULL), RAMATCH_OK);
    instrument.tolerance_shift_cm1 = 2.0;
    instrument.unexplained = 0.2;
    IS(ramatch_instrument_options(&instrument, &options, NULL), RAMATCH_OK);
    HOLDS(options.shift_cm1 > 1.9 && options.shift_cm1 < 2.1 && options.unexplained > 0.1 && options.through == RAMATCH_NONE);
    IS(ramatch_instrument_options(NULL, &options, NULL), RAMATCH_NULL);
    IS(ramatch_instrument_options(&instrument, NULL, NULL), RAMATCH_NULL);
    instrument.unexplained = 2.0;
    IS(ramatch_instrument_options(&instrument, &options, NULL), RAMATCH_PARAMETER);
    instrument.unexplained = 0.1;
    instrument.tolerance_stretch = (double)NAN;
    IS(ramatch_instrument_options(&instrument, &options, NULL), RAMATCH_PARAMETER);
    instrument.tolerance_stretch = 0.0;
    instrument.shift_cm1 = 1e9;
    IS(ramatch_instrument_correct(&instrument, &spectrum, shift, DETECTOR_POINTS, &out, NULL), RAMATCH_PARAMETER);
}

static void steps(void)
{
    static double y[DETECTOR_POINTS], out[DETECTOR_POINTS], scratch[64 * DETECTOR_POINTS];
    static unsigned char altered[DETECTOR_POINTS];
    const size_t n = DETECTOR_POINTS, room = sizeof scratch / sizeof *scratch;
    ramatch_arpls arpls = ramatch_arpls_default();
    ramatch_asls asls = ramatch_asls_default();
    ramatch_snip snip = ramatch_snip_default();
    ramatch_savitzky_golay filter = ramatch_savitzky_golay_default();
    ramatch_whitaker_hayes despike = ramatch_whitaker_hayes_default();
    ramatch_spectrum spectrum = whole();
    ramatch_fit fit;
    uint32_t from, to;
    int32_t cannot_tell;
    size_t i;
    for (i = 0; i < n; i++) {
        y[i] = (double)detector_intensity[i];
    }
    HOLDS(ramatch_arpls_scratch_len(n) <= room && ramatch_snip_scratch_len(n) <= room);
    IS(ramatch_arpls_baseline(&arpls, y, n, out, scratch, ramatch_arpls_scratch_len(n), &fit, NULL), RAMATCH_OK);
    HOLDS(fit.iterations > 0 && out[n / 2] > 0.0);
    IS(ramatch_asls_baseline(&asls, y, n, out, scratch, ramatch_asls_scratch_len(n), NULL, NULL), RAMATCH_OK);
    IS(ramatch_snip_baseline(&snip, y, n, out, scratch, ramatch_snip_scratch_len(n), &fit, NULL), RAMATCH_OK);
    snip.max_half_window = DETECTOR_POINTS / 2 - 1;
    IS(ramatch_snip_baseline(&snip, y, n, out, scratch, ramatch_snip_scratch_len(n), &fit, NULL), RAMATCH_OK);
    snip.max_half_window = UINT32_MAX;
    IS(ramatch_snip_baseline(&snip, y, n, out, scratch, room, &fit, NULL), RAMATCH_PARAMETER);
    snip.max_half_window = 0;
    IS(ramatch_arpls_baseline(&arpls, y, n, out, scratch, ramatch_arpls_scratch_len(n) / 2, &fit, NULL), RAMATCH_LENGTH);
    IS(ramatch_arpls_baseline(NULL, y, n, out, scratch, room, &fit, NULL), RAMATCH_NULL);
    IS(ramatch_arpls_baseline(&arpls, NULL, n, out, scratch, room, &fit, NULL), RAMATCH_NULL);
    IS(ramatch_arpls_baseline(&arpls, y, n, NULL, scratch, room, &fit, NULL), RAMATCH_NULL);
    IS(ramatch_arpls_baseline(&arpls, y, n, out, NULL, room, &fit, NULL), RAMATCH_NULL);
    IS(ramatch_arpls_baseline(&arpls, y, 0, out, scratch, room, &fit, NULL), RAMATCH_TOO_FEW_POINTS);
    arpls.lambda = (double)NAN;
    IS(ramatch_arpls_baseline(&arpls, y, n, out, scratch, room, &fit, NULL), RAMATCH_PARAMETER);
    asls.p = 2.0;
    IS(ramatch_asls_baseline(&asls, y, n, out, scratch, room, &fit, NULL), RAMATCH_PARAMETER);
    snip.filter_order = 3;
    IS(ramatch_snip_baseline(&snip, y, n, out, scratch, room, &fit, NULL), RAMATCH_PARAMETER);
    HOLDS(ramatch_arpls_scratch_len(SIZE_MAX) == 0 && ramatch_snip_scratch_len(SIZE_MAX) == 0);
    HOLDS(ramatch_despike_scratch_len(SIZE_MAX) == 0 && ramatch_savitzky_golay_scratch_len(UINT32_MAX) == 0);

    IS(ramatch_savitzky_golay_smooth(&filter, y, n, 1.0, out, scratch, room, NULL), RAMATCH_OK);
    IS(ramatch_savitzky_golay_smooth(&filter, y, 5, 1.0, out, scratch, room, NULL), RAMATCH_TOO_FEW_POINTS);
    IS(ramatch_savitzky_golay_smooth(&filter, y, n, 0.0, out, scratch, room, NULL), RAMATCH_PARAMETER);
    filter.window = UINT32_MAX;
    IS(ramatch_savitzky_golay_smooth(&filter, y, n, 1.0, out, scratch, room, NULL), RAMATCH_PARAMETER);
    filter.window = 10;
    IS(ramatch_savitzky_golay_smooth(&filter, y, n, 1.0, out, scratch, room, NULL), RAMATCH_PARAMETER);

    IS(ramatch_despike(&despike, detector_shift_cm1, y, altered, n, scratch, room, &cannot_tell, NULL), RAMATCH_OK);
    IS(ramatch_despike(&despike, detector_shift_cm1, y, altered, n, scratch, room, NULL, NULL), RAMATCH_OK);
    IS(ramatch_despike(&despike, detector_shift_cm1, y, altered, 2, scratch, room, NULL, NULL), RAMATCH_TOO_FEW_POINTS);
    IS(ramatch_despike(&despike, NULL, y, altered, n, scratch, room, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_normalize(RAMATCH_NORMALIZE_SNV, y, n, 1.0, scratch, room, NULL), RAMATCH_OK);
    IS(ramatch_normalize(77, y, n, 1.0, scratch, room, NULL), RAMATCH_PARAMETER);
    IS(ramatch_normalize(RAMATCH_NORMALIZE_L2, y, n, 1.0, scratch, n - 1, NULL), RAMATCH_LENGTH);
    IS(ramatch_normalize(RAMATCH_NORMALIZE_L2, y, 0, 1.0, scratch, room, NULL), RAMATCH_TOO_FEW_POINTS);
    IS(ramatch_resample(&spectrum, y, 200.0, 2.0, out, 512, &from, &to, NULL), RAMATCH_OK);
    HOLDS(from < to && to <= 512);
    IS(ramatch_resample(&spectrum, y, 200.0, 0.0, out, 512, &from, &to, NULL), RAMATCH_PARAMETER);
    /* A grid that lies nowhere is covered nowhere. */
    IS(ramatch_resample(&spectrum, y, (double)NAN, 2.0, out, 512, &from, &to, NULL), RAMATCH_OK);
    HOLDS(from == to);
    IS(ramatch_resample(&spectrum, y, 200.0, 2.0, out, 0, &from, &to, NULL), RAMATCH_PARAMETER);
    IS(ramatch_resample(&spectrum, NULL, 200.0, 2.0, out, 512, &from, &to, NULL), RAMATCH_NULL);
    IS(ramatch_resample(NULL, y, 200.0, 2.0, out, 512, &from, &to, NULL), RAMATCH_NULL);
    IS(ramatch_resample(&spectrum, y, 200.0, 2.0, out, 512, NULL, &to, NULL), RAMATCH_NULL);
}

#if defined(RAMATCH_HOST)
static void files(void)
{
    char text[24];
    ramatch_message message;
    ramatch_file *file = NULL;
    ramatch_bytes *some = NULL;
    ramatch_spectrum spectrum;
    message.text = text;
    message.len = sizeof text;
    IS(ramatch_spectrum_read("there is no such file", &file, &message, NULL), RAMATCH_NO_SUCH_FILE);
    HOLDS(file == NULL && strlen(text) < sizeof text && strlen(text) > 0);
    message.len = 1;
    IS(ramatch_spectrum_read("there is no such file", &file, &message, NULL), RAMATCH_NO_SUCH_FILE);
    HOLDS(text[0] == 0);
    message.text = NULL;
    IS(ramatch_spectrum_read("there is no such file", &file, &message, NULL), RAMATCH_NO_SUCH_FILE);
    IS(ramatch_spectrum_read(".", &file, NULL, NULL), RAMATCH_IS_DIRECTORY);
    IS(ramatch_spectrum_read("", &file, NULL, NULL), RAMATCH_NO_SUCH_FILE);
    IS(ramatch_spectrum_read("\xff\xfe", &file, NULL, NULL), RAMATCH_PARAMETER);
    IS(ramatch_spectrum_read(NULL, &file, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_spectrum_read("x", NULL, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_file_spectrum(NULL, &spectrum, NULL), RAMATCH_NULL);
    IS(ramatch_portable_library(NULL, &some, NULL, NULL), RAMATCH_NULL);
    IS(ramatch_portable_library("there is no such file", &some, NULL, NULL), RAMATCH_NO_SUCH_FILE);
    HOLDS(some == NULL);
    ramatch_file_free(NULL);
    ramatch_bytes_free(NULL);
    HOLDS(ramatch_bytes_data(NULL) == NULL && ramatch_bytes_len(NULL) == 0);
}
#endif

int main(int argc, char **argv)
{
    static ramatch_library library;
    static ramatch_matcher matcher;
    static int32_t squares[4096];
    ramatch_library_about about;
    unsigned char *bytes, *trials;
    size_t len, trials_len, step;
    if (argc < 3) {
        return 2;
    }
    bytes = all_of(argv[1], &len);
    trials = all_of(argv[2], &trials_len);
    step = argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : 97;
    names();
    steps();
#if defined(RAMATCH_HOST)
    files();
#endif
    IS(ramatch_library_open(bytes, len, &library, NULL), RAMATCH_OK);
    pointers(&library, bytes, len);
    matchers(&library, trials, trials_len);
    IS(ramatch_matcher_init(&library, trials, trials_len, squares, 4096, NULL, &matcher, NULL), RAMATCH_OK);
    IS(ramatch_library_describe(&library, &about, NULL), RAMATCH_OK);
    questions(&matcher, &about);
    mixtures(&matcher);
    checks_in_steps(&library, bytes, len);
    instruments();
    broken(bytes, len, trials, trials_len, step > 0 ? step : 97);
    free(trials);
    free(bytes);
    printf("%lu answers were as they have to be\n", checks);
    return 0;
}
