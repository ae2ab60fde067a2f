/*
 * Writes what a device has in flash: the built-in library, prepared for the portable recipe, and its trials. Runs on a host, once.
 *
 *     flash library.rsl trials.rcl
 */
#include <ramatch.h>
#include <stdio.h>

static int keep(const char *path, const ramatch_bytes *bytes)
{
    FILE *file = fopen(path, "wb");
    size_t len = ramatch_bytes_len(bytes);
    int kept;
    if (file == NULL) {
        return 0;
    }
    kept = fwrite(ramatch_bytes_data(bytes), 1, len, file) == len;
    return fclose(file) == 0 && kept;
}

int main(int argc, char **argv)
{
    ramatch_bytes *library = NULL;
    ramatch_bytes *trials = NULL;
    int kept = 0;
    if (argc != 3) {
        fprintf(stderr, "usage: flash LIBRARY TRIALS\n");
        return 2;
    }
    if (ramatch_embedded_library(&library, NULL, NULL) == RAMATCH_OK
        && ramatch_embedded_calibration(&trials, NULL, NULL) == RAMATCH_OK) {
        kept = keep(argv[1], library) && keep(argv[2], trials);
    }
    ramatch_bytes_free(library);
    ramatch_bytes_free(trials);
    return kept ? 0 : 1;
}
