/*
 * A lab tool: reads files of instruments and says which substance they show.
 *
 *     identify library.rsl trials.rcl spectrum...
 */
#include <ramatch.h>
#include <stdio.h>
#include <stdlib.h>

#define TOP 5

/* All bytes of a file; NULL where it cannot be read. */
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

/* What a call was refused for. */
static int refused(const char *what, const ramatch_error *error)
{
    fprintf(stderr, "%s: %s (%s", what, ramatch_strerror(error->status), ramatch_status_name(error->status));
    if (error->what.len > 0) {
        fprintf(stderr, ": %.*s", (int)error->what.len, error->what.bytes);
    }
    fprintf(stderr, ")\n");
    return 1;
}

/* The ranking, the bands that speak against its first name, and the verdict. */
static void print(const ramatch_library *library, const ramatch_results *results, const ramatch_answer *answer)
{
    uint32_t i;
    for (i = 0; i < answer->ranked; i++) {
        const ramatch_ranked *ranked = &results->ranking[i];
        ramatch_substance substance;
        if (ramatch_library_substance(library, ranked->substance, &substance, NULL) == RAMATCH_OK) {
            printf("%u. %.*s %.4f\n", (unsigned)i + 1, (int)substance.name.len, substance.name.bytes, ranked->score);
        }
    }
    for (i = 0; i < answer->reference_bands; i++) {
        if (results->reference_bands[i].fate == RAMATCH_BAND_MISSING) {
            printf("missing: %.0f cm-1\n", results->reference_bands[i].shift_cm1);
        }
    }
    for (i = 0; i < answer->bands; i++) {
        if (results->bands[i].fate == RAMATCH_BAND_MISSING) {
            printf("not explained: %.0f cm-1\n", results->bands[i].shift_cm1);
        }
    }
    printf("verdict: %s", ramatch_verdict_name(answer->verdict.number));
    if (answer->verdict.number == RAMATCH_CANNOT_DECIDE) {
        printf(", %s", ramatch_reason_name(answer->verdict.reason));
    } else if (answer->decision.reached_of > 0) {
        printf("; of %u substances that were absent in trials, %u stood as high", (unsigned)answer->decision.reached_of,
               (unsigned)answer->decision.reached_by);
    }
    printf("\n");
}

/* What it is a sum of: the names of a mixture, which are not the ranking's. */
static void print_mixture(const ramatch_library *library, const ramatch_answer *answer, const ramatch_mixture *mixture)
{
    uint32_t i;
    if (answer->verdict.number != RAMATCH_MIXTURE) {
        return;
    }
    for (i = 0; i < mixture->components_len; i++) {
        const ramatch_component *one = &mixture->components[i];
        ramatch_substance substance;
        if (ramatch_library_substance(library, one->substance, &substance, NULL) == RAMATCH_OK) {
            printf("%.0f %% of the signal: %.*s\n", 100.0 * one->share, (int)substance.name.len, substance.name.bytes);
        }
    }
    if (mixture->incomplete) {
        printf("and something that nothing explains\n");
    }
}

static int identify(const ramatch_library *library, const ramatch_matcher *matcher, const char *path)
{
    ramatch_ranked ranking[TOP];
    ramatch_band bands[RAMATCH_MOST_BANDS], reference_bands[RAMATCH_MOST_BANDS];
    char text[200] = "";
    ramatch_message message;
    ramatch_file *file = NULL;
    ramatch_spectrum spectrum;
    ramatch_results results = {0};
    ramatch_answer answer;
    ramatch_mixture mixture;
    ramatch_error error = {0};
    void *memory = NULL;
    size_t len = 0;
    int failed = 0;

    message.text = text;
    message.len = sizeof text;
    results.ranking = ranking;
    results.ranking_len = TOP;
    results.bands = bands;
    results.bands_len = RAMATCH_MOST_BANDS;
    results.reference_bands = reference_bands;
    results.reference_bands_len = RAMATCH_MOST_BANDS;

    printf("%s\n", path);
    if (ramatch_spectrum_read(path, &file, &message, &error) != RAMATCH_OK) {
        fprintf(stderr, "%s\n", text);
        return 1;
    }
    if (ramatch_file_spectrum(file, &spectrum, &error) != RAMATCH_OK
        || ramatch_mixture_memory_len(matcher, spectrum.points, TOP, 0, &len, &error) != RAMATCH_OK) {
        failed = refused(path, &error);
    } else if ((memory = malloc(len)) == NULL) {
        failed = 1;
    } else if (ramatch_identify_mixture(matcher, &spectrum, NULL, 0, memory, len, NULL, &results, &answer, &mixture, &error)
               != RAMATCH_OK) {
        failed = refused(path, &error);
    } else {
        print(library, &results, &answer);
        print_mixture(library, &answer, &mixture);
    }
    free(memory);
    ramatch_file_free(file);
    return failed;
}

/* Whether a library is whole, hashes, records and rows: a megabyte at a time, so that a bar could be drawn. */
static ramatch_status check(const ramatch_library *library, ramatch_error *error)
{
    ramatch_check check;
    uint64_t done, of;
    ramatch_status status = ramatch_check_begin(library, &check, error);
    if (status == RAMATCH_OK) {
        do {
            status = ramatch_check_step(&check, 1 << 20, &done, &of, error);
        } while (status == RAMATCH_MORE);
    }
    return status;
}

int main(int argc, char **argv)
{
    ramatch_library library;
    ramatch_library_about about;
    ramatch_matcher matcher;
    ramatch_error error = {0};
    unsigned char *bytes, *trials;
    size_t len, trials_len;
    int32_t *squares = NULL;
    int failed = 0, i;

    if (argc < 4) {
        fprintf(stderr, "usage: identify LIBRARY TRIALS SPECTRUM...\n");
        return 2;
    }
    if (ramatch_abi_version() != RAMATCH_ABI_VERSION) {
        fprintf(stderr, "header and library are of two versions\n");
        return 2;
    }
    bytes = all_of(argv[1], &len);
    trials = all_of(argv[2], &trials_len);
    if (ramatch_library_open(bytes, len, &library, &error) != RAMATCH_OK
        || check(&library, &error) != RAMATCH_OK
        || ramatch_library_describe(&library, &about, &error) != RAMATCH_OK) {
        failed = refused(argv[1], &error);
    } else if ((squares = malloc((about.entries + 1) * sizeof *squares)) == NULL) {
        failed = 1;
    } else if (ramatch_matcher_init(&library, trials, trials_len, squares, about.entries, NULL, &matcher, &error)
               != RAMATCH_OK) {
        failed = refused(argv[2], &error);
    } else {
        for (i = 3; i < argc; i++) {
            failed |= identify(&library, &matcher, argv[i]);
        }
    }
    free(squares);
    free(trials);
    free(bytes);
    return failed;
}
