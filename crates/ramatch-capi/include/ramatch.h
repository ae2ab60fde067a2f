/*
 * ramatch: which substance does a Raman spectrum show?
 *
 * Nothing is allocated and nothing is kept between calls, but for what says so (RAMATCH_HOST): handles and working memory are the caller's,
 * the library is read where it lies, and every function may be called by several threads at once, each with memory of its own.
 *
 * Every call that can fail answers a ramatch_status: RAMATCH_OK, which is 0, or why it was refused. Its last argument is a place for what
 * the refusal was about; it may be NULL. What a call was to write is written only where it answers RAMATCH_OK
 * or RAMATCH_MORE.
 *
 * Pointers that are NULL, beside the boundary of their type, or longer than memory are refused. Nobody can check that a pointer leads to
 * as much memory as stated, nor that a handle was not overwritten. No two of the arrays of a call may overlap.
 *
 * This file is made from the sources; do not edit it.
 */

#ifndef RAMATCH_H
#define RAMATCH_H

#include <stddef.h>
#include <stdint.h>

/*
 * What ramatch_memory_len tells, as the compiler knows it, for libraries of the default portable recipe, spectra of up to `points` points, and
 * a ranking of `top`. In bytes,
 */
#define RAMATCH_MEMORY_LEN(points, grid, entries, substances, top) \
    (8 * RAMATCH_REALS_(points, grid) + RAMATCH_REST_(points, grid, entries, substances, top))
/* ... and in words: static uint64_t memory[RAMATCH_MEMORY_WORDS(2048, 1024, 500, 200, 5)]; */
#define RAMATCH_MEMORY_WORDS(points, grid, entries, substances, top) \
    ((RAMATCH_MEMORY_LEN(points, grid, entries, substances, top) + 7) / 8)
/* The same of ramatch_mixture_memory_len, beside `containers` containers: in bytes, and in words. */
#define RAMATCH_MIXTURE_MEMORY_LEN(points, grid, entries, substances, top, containers)                               \
    (8 * RAMATCH_LARGER_(RAMATCH_REALS_(points, grid), RAMATCH_LANES_(grid) * (14 + (size_t)(containers)))           \
     + 8 * (((size_t)(grid) * (1 + (size_t)(containers)) + RAMATCH_LANES_(grid) + 1) / 2)                            \
     + RAMATCH_REST_(points, grid, entries, substances, top))
#define RAMATCH_MIXTURE_MEMORY_WORDS(points, grid, entries, substances, top, containers) \
    ((RAMATCH_MIXTURE_MEMORY_LEN(points, grid, entries, substances, top, containers) + 7) / 8)
/* Parts of these: numbers for the steps, and all else. Not for the caller. */
#define RAMATCH_LARGER_(one, other) ((one) > (other) ? (one) : (other))
#define RAMATCH_LANES_(n) (((size_t)(n) + 7) / 8 * 8)
#define RAMATCH_REALS_(points, grid)                                                \
    ((size_t)(grid)                                                                 \
     + RAMATCH_LARGER_(3 * (size_t)(points) + ((size_t)(points) + 7) / 8,           \
                       (size_t)(grid) + 6 * RAMATCH_LANES_(grid) + 7))
#define RAMATCH_REST_(points, grid, entries, substances, top)                                                     \
    (12 * (size_t)(grid) + 5 * (size_t)(points) + (((size_t)(grid) + 1) / 2 + 1) * 2 * sizeof(size_t)              \
     + ((size_t)(entries) > 128 ? 2048 : 0) + ((size_t)(substances) + 31) / 32 * 4                                 \
     + (size_t)(top) * (16 + 2 * sizeof(size_t)) + 6144 + 256 * sizeof(size_t))

/**
 * Version of this interface. A program that was compiled with a header of another number must not go on.
 */
#define RAMATCH_ABI_VERSION 1

/**
 * Nothing can be said; `reason` tells why.
 */
#define RAMATCH_CANNOT_DECIDE 0

/**
 * Consistent with the first substance of the ranking.
 */
#define RAMATCH_IDENTIFIED 1

/**
 * Consistent with one of the first `count` of the ranking, which are not told apart.
 */
#define RAMATCH_ONE_OF 2

/**
 * Consistent with one of the first `count` of the ranking, or a relative of it.
 */
#define RAMATCH_RELATED 3

/**
 * Consistent with a sum of `count` references; `incomplete` tells whether something else is there.
 */
#define RAMATCH_MIXTURE 4

/**
 * Nothing in the library explains it by itself.
 */
#define RAMATCH_NOT_IN_LIBRARY 5

/**
 * 64-bit words of a ramatch_library.
 */
#define RAMATCH_LIBRARY_WORDS 160

/**
 * A reference was measured on a known specimen by a known instrument.
 */
#define RAMATCH_GRADE_REFERENCE 1

/**
 * A reference was drawn from published positions, with stated default widths.
 */
#define RAMATCH_GRADE_PUBLISHED 2

/**
 * A reference was measured in the field, or is of undocumented origin.
 */
#define RAMATCH_GRADE_FIELD 3

/**
 * A reference is a measured curve.
 */
#define RAMATCH_KIND_CURVE 1

/**
 * A reference was drawn from a table of bands.
 */
#define RAMATCH_KIND_BANDS 2

/**
 * 64-bit words of a ramatch_check.
 */
#define RAMATCH_CHECK_WORDS 368

/**
 * An index that is none.
 */
#define RAMATCH_NONE UINT32_MAX

/**
 * 64-bit words of a ramatch_matcher.
 */
#define RAMATCH_MATCHER_WORDS 192

/**
 * The boundary on which lent memory begins: that of uint64_t.
 */
#define RAMATCH_MEMORY_ALIGN 8

/**
 * Most points of a spectrum.
 */
#define RAMATCH_MOST_POINTS (1 << 20)

/**
 * Most substances of a ranking.
 */
#define RAMATCH_MOST_RANKED (1 << 16)

/**
 * Nobody has asked: the other side is not known there, or points do not count.
 */
#define RAMATCH_BAND_NOT_ASKED 0

/**
 * The other side has it as well; `partner` says which it is.
 */
#define RAMATCH_BAND_MATCHED 1

/**
 * A weak band of the reference explains it.
 */
#define RAMATCH_BAND_EXPLAINED 2

/**
 * The other side does not have it: the reference does not explain it, or the spectrum does not show it.
 */
#define RAMATCH_BAND_MISSING 3

/**
 * Most bands of one spectrum.
 */
#define RAMATCH_MOST_BANDS 64

/**
 * Most reasons of one answer.
 */
#define RAMATCH_MOST_REASONS 12

/**
 * Most components that are told.
 */
#define RAMATCH_MOST_COMPONENTS 4

/**
 * Most containers.
 */
#define RAMATCH_MOST_CONTAINERS 3

/**
 * Most other substances that are told for one component.
 */
#define RAMATCH_MOST_RIVALS 8

/**
 * Most bands that are told of one part.
 */
#define RAMATCH_MOST_TOLD 8

/**
 * Euclidean norm 1.
 */
#define RAMATCH_NORMALIZE_L2 1

/**
 * Standard normal variate.
 */
#define RAMATCH_NORMALIZE_SNV 2

/**
 * Largest sample 1.
 */
#define RAMATCH_NORMALIZE_MAX 3

/**
 * Smallest sample 0, largest 1.
 */
#define RAMATCH_NORMALIZE_MIN_MAX 4

/**
 * Area 1 under the signal.
 */
#define RAMATCH_NORMALIZE_AREA 5

/**
 * Robust normal variate.
 */
#define RAMATCH_NORMALIZE_RNV 6

#if defined(RAMATCH_HOST)
/**
 * Bytes on the heap. Made by ramatch_embedded_library and ramatch_embedded_calibration, freed by ramatch_bytes_free; a host only.
 */
typedef struct ramatch_bytes ramatch_bytes;
#endif

#if defined(RAMATCH_HOST)
/**
 * What a file held, on the heap. Made by ramatch_spectrum_read, freed by ramatch_file_free; a host only.
 */
typedef struct ramatch_file ramatch_file;
#endif

/**
 * What every call answers: RAMATCH_OK, or why it was refused; calls in steps RAMATCH_MORE as well. Numbers are stable, and those of the book's table of codes.
 */
typedef int32_t ramatch_status;

/**
 * A library that was opened. It lies where the caller wants it, may be copied, and has to be closed by nobody. The bytes of the library have
 * to stay where they are, and as they are, as long as it is used.
 *
 * Memory of zeros is no library: calls answer RAMATCH_NOT_READY.
 */
typedef struct ramatch_library {
    /**
     * Not for the caller.
     */
    uint64_t opaque[RAMATCH_LIBRARY_WORDS];
} ramatch_library;

/**
 * A text of so many bytes, UTF-8, which does not end with a 0: printf("%.*s", (int)text.len, text.bytes). It lies in the bytes of the
 * library, or is static. `bytes` is never NULL.
 */
typedef struct ramatch_text {
    /**
     * Where it begins.
     */
    const char *bytes;
    /**
     * How many bytes it has.
     */
    size_t len;
} ramatch_text;

/**
 * What a refusal was about. Every call that can fail fills one, if it is given; NULL is allowed.
 *
 * Its texts are static. Numbers that a status does not use are 0.
 */
typedef struct ramatch_error {
    /**
     * What the call answered as well.
     */
    ramatch_status status;
    /**
     * Reserved, 0.
     */
    uint32_t reserved;
    /**
     * The argument or the parameter, or what is wrong.
     */
    struct ramatch_text what;
    /**
     * What is accepted, as "0 to 25".
     */
    struct ramatch_text domain;
    /**
     * How many are needed: samples, bytes, points; or the version that is read.
     */
    uint64_t expected;
    /**
     * How many there are, or the version that was found.
     */
    uint64_t got;
    /**
     * Which one: sample, entry, offset in bytes.
     */
    uint64_t index;
    /**
     * The number that is refused.
     */
    double value;
    /**
     * The largest or least that is not.
     */
    double limit;
} ramatch_error;

/**
 * What a library holds.
 */
typedef struct ramatch_library_about {
    /**
     * References.
     */
    uint32_t entries;
    /**
     * Substances.
     */
    uint32_t substances;
    /**
     * First Raman shift of the grid in cm-1.
     */
    double grid_start_cm1;
    /**
     * Distance of its points in cm-1.
     */
    double grid_step_cm1;
    /**
     * How many points it has.
     */
    uint32_t grid_len;
    /**
     * Whether it can be asked by a matcher: it holds emphasised rows.
     */
    int32_t can_identify;
    /**
     * Whether mixtures can be taken apart by it: it holds linear rows.
     */
    int32_t can_unmix;
    /**
     * Reserved, 0.
     */
    uint32_t reserved;
    /**
     * Identity of the recipe that prepared it.
     */
    uint64_t recipe;
    /**
     * Its own identity: BLAKE3 of the file, as the file states it.
     */
    uint8_t hash[32];
} ramatch_library_about;

/**
 * A substance of a library.
 */
typedef struct ramatch_substance {
    /**
     * Its id.
     */
    struct ramatch_text id;
    /**
     * Its preferred name.
     */
    struct ramatch_text name;
} ramatch_substance;

/**
 * A reference of a library.
 */
typedef struct ramatch_entry {
    /**
     * Index of its substance.
     */
    uint32_t substance;
    /**
     * First point of the grid where it is known,
     */
    uint32_t from;
    /**
     * ... and the one behind the last.
     */
    uint32_t to;
    /**
     * RAMATCH_GRADE_*, 0 where the record holds an unknown number.
     */
    int32_t grade;
    /**
     * RAMATCH_KIND_*, 0 where the record holds an unknown number.
     */
    int32_t kind;
    /**
     * Laser in nm, 0 if unknown.
     */
    float laser_nm;
    /**
     * Resolution that its bands contain in cm-1, 0 if unknown.
     */
    float resolution_cm1;
    /**
     * Its id, unique in the library.
     */
    struct ramatch_text id;
    /**
     * Form (salt, hydrate, polymorph, state), empty if not stated.
     */
    struct ramatch_text form;
    /**
     * Id of its source.
     */
    struct ramatch_text source;
} ramatch_entry;

/**
 * A check that was begun. It lies where the caller wants it, as in memory that is lent to identifications later, and has to be closed by
 * nobody. The bytes of the library have to stay where they are until it is done; the ramatch_library itself may go.
 *
 * Memory of zeros is no check: calls answer RAMATCH_NOT_READY.
 */
typedef struct ramatch_check {
    /**
     * Not for the caller.
     */
    uint64_t opaque[RAMATCH_CHECK_WORDS];
} ramatch_check;

/**
 * How a matcher asks; ramatch_options_default fills in the defaults. Arrays stay the caller's, as long as the matcher is used.
 */
typedef struct ramatch_options {
    /**
     * Largest shift in cm-1 by which the axis may be off, 0 to 25.
     */
    double shift_cm1;
    /**
     * Largest stretch, 0 to 0.01.
     */
    double stretch;
    /**
     * Of mixtures: beyond this part of the signal something is unexplained, 0 to 1.
     */
    double unexplained;
    /**
     * Indices of entries that are not asked, rising; may be NULL if there are none.
     */
    const uint32_t *excluded;
    /**
     * How many.
     */
    size_t excluded_len;
    /**
     * One bit for every substance, set where it is controlled: bit i % 32 of word i / 32. Such a name takes more than the pattern of a benzene
     * ring. May be NULL if none is; words beyond the last count as 0.
     */
    const uint32_t *controlled;
    /**
     * How many words.
     */
    size_t controlled_len;
    /**
     * Index of a substance through which the sample is measured, such as the bag: what its bands cover does not count. RAMATCH_NONE if there
     * is none.
     */
    uint32_t through;
    /**
     * Reserved, 0.
     */
    uint32_t reserved;
} ramatch_options;

/**
 * A matcher that was made. It lies where the caller wants it, may be copied, and has to be closed by nobody; several threads or tasks may ask
 * one at once, each with memory of its own. What it was made of has to stay where it is, and as it is, as long as it is used: the library's
 * bytes, the trials, the sums, and the arrays of its options. The ramatch_library itself may go.
 *
 * Memory of zeros is no matcher: calls answer RAMATCH_NOT_READY.
 */
typedef struct ramatch_matcher {
    /**
     * Not for the caller.
     */
    uint64_t opaque[RAMATCH_MATCHER_WORDS];
} ramatch_matcher;

/**
 * A spectrum: `points` Raman shifts in cm-1 that rise, and as many intensities of any unit.
 */
typedef struct ramatch_spectrum {
    /**
     * Raman shifts in cm-1, rising.
     */
    const float *shift_cm1;
    /**
     * Intensities.
     */
    const float *intensity;
    /**
     * How many of each, 16 to RAMATCH_MOST_POINTS.
     */
    size_t points;
} ramatch_spectrum;

/**
 * Feeds a watchdog, draws a bar, or says that somebody has given up. NULL in its place asks nobody.
 */
typedef struct ramatch_patience {
    /**
     * Called between two blocks of references, with how many rows were looked at so far and with `user`. 0 calls the work off, which then
     * answers RAMATCH_CANCELLED; anything else goes on. NULL asks nobody.
     */
    int32_t (*go_on)(uint64_t rows,
                     void *user);
    /**
     * Handed to `go_on` as it is.
     */
    void *user;
    /**
     * References between two calls, 1 at least.
     */
    size_t every;
} ramatch_patience;

/**
 * A substance of the ranking, by its best entry.
 */
typedef struct ramatch_ranked {
    /**
     * Index of the entry.
     */
    uint32_t entry;
    /**
     * Index of its substance.
     */
    uint32_t substance;
    /**
     * What the ranking goes by, -1 to 1; no probability.
     */
    double score;
    /**
     * First point of the grid that was compared,
     */
    uint32_t from;
    /**
     * ... and the one behind the last.
     */
    uint32_t to;
} ramatch_ranked;

/**
 * A band.
 */
typedef struct ramatch_band {
    /**
     * Raman shift in cm-1; of the spectrum, once its axis is aligned.
     */
    double shift_cm1;
    /**
     * Height.
     */
    double height;
    /**
     * How far the curve falls on both sides before it rises above the band.
     */
    double prominence;
    /**
     * RAMATCH_BAND_*: what became of it.
     */
    int32_t fate;
    /**
     * The band of the other list that it is; RAMATCH_NONE where it is none.
     */
    uint32_t partner;
} ramatch_band;

/**
 * Where results are to be written. Every pointer may be NULL if its length is 0.
 */
typedef struct ramatch_results {
    /**
     * The ranking, best first.
     */
    struct ramatch_ranked *ranking;
    /**
     * For how many substances there is room: so many are ranked.
     */
    size_t ranking_len;
    /**
     * Bands of the spectrum, by their Raman shifts.
     */
    struct ramatch_band *bands;
    /**
     * For how many there is room; RAMATCH_MOST_BANDS will do.
     */
    size_t bands_len;
    /**
     * Bands of the first hit's reference, by their Raman shifts.
     */
    struct ramatch_band *reference_bands;
    /**
     * For how many there is room; RAMATCH_MOST_BANDS will do.
     */
    size_t reference_bands_len;
    /**
     * The prepared samples on the grid, 0 outside of what is known.
     */
    float *samples;
    /**
     * For how many there is room; the length of the grid will do.
     */
    size_t samples_len;
} ramatch_results;

/**
 * What is said of a spectrum.
 */
typedef struct ramatch_verdict {
    /**
     * RAMATCH_IDENTIFIED, RAMATCH_CANNOT_DECIDE ...; ramatch_verdict_name tells the name.
     */
    int32_t number;
    /**
     * How many substances of the ranking it names, the first ones; of a mixture, how many components are told.
     */
    uint32_t count;
    /**
     * Why nothing can be said: ramatch_reason_name tells the name; 0 where something is.
     */
    int32_t reason;
    /**
     * Of a mixture: whether something is there that nothing explains.
     */
    int32_t incomplete;
} ramatch_verdict;

/**
 * What speaks for the first of the ranking. Numbers that cannot be told are NaN.
 */
typedef struct ramatch_evidence {
    /**
     * Its score by its bands.
     */
    double score;
    /**
     * That less the best score of another substance on an axis moved by 4 cm-1 or more.
     */
    double gap;
    /**
     * That less the best score of another substance under the same alignment.
     */
    double margin;
    /**
     * That less the mean of the scores of ranks 2 to 20.
     */
    double lead;
    /**
     * The part of what the reference would have shown at this noise that is found, 0 to 1.
     */
    double found;
    /**
     * The part of what the spectrum shows that the reference explains, 0 to 1.
     */
    double explained;
    /**
     * The power of the reference's heights that those of the spectrum follow.
     */
    double heights;
    /**
     * Height in the reference of the band that is the spectrum's strongest, as a part of its highest.
     */
    double strongest_in_reference;
    /**
     * Height in the spectrum of the reference's strongest band, likewise.
     */
    double strongest_in_query;
    /**
     * Width of what was compared and counts, in cm-1.
     */
    double covered_cm1;
    /**
     * The highest point above the reference, as a part of the spectrum's highest, less what is noise.
     */
    double rest;
    /**
     * Bands of the reference that the spectrum shows.
     */
    uint32_t matched;
    /**
     * Bands of the spectrum that the reference does not explain.
     */
    uint32_t unexplained;
    /**
     * Bands of the reference that this noise would have shown.
     */
    uint32_t visible;
    /**
     * Bands that are found and that a benzene ring with one substituent does not have.
     */
    uint32_t beyond_phenyl;
} ramatch_evidence;

/**
 * The numbers that the verdict goes by. Numbers that there are not are NaN or 0.
 */
typedef struct ramatch_decision {
    /**
     * The score that decides, -1 to 1.
     */
    double score;
    /**
     * The score less the mean of ranks 2 to 20.
     */
    double lead;
    /**
     * The score less the best of another substance on a moved axis.
     */
    double gap;
    /**
     * What these are worth by the trials.
     */
    double value;
    /**
     * What an absent substance's value exceeds in a part alpha of the trials.
     */
    double limit;
    /**
     * The same where a relative that is named counts as no error.
     */
    double limit_unrelated;
    /**
     * From which SNR on these limits hold.
     */
    double snr_from;
    /**
     * The part of absent substances that is stated to stand as high at most: twice alpha.
     */
    double stated_rate;
    /**
     * Absent substances of the trials whose value was as high at least; where that is all that were kept, it may be more.
     */
    uint32_t reached_by;
    /**
     * Of so many.
     */
    uint32_t reached_of;
    /**
     * Whether the trials were made for this library; those of another let a relative be told at best.
     */
    int32_t own;
    /**
     * Reserved, 0.
     */
    uint32_t reserved;
} ramatch_decision;

/**
 * What was noticed about the spectrum. Numbers that cannot be told are NaN.
 */
typedef struct ramatch_notes {
    /**
     * Height of the strongest band over the noise.
     */
    double snr;
    /**
     * Standard deviation of the noise of a sample on the grid, in units of the intensities; 0 where it is not known.
     */
    double sigma;
    /**
     * Noise from point to point over that of the row; from 2 on neighbours contradict each other.
     */
    double noise_ratio;
    /**
     * How far apart points are that were really measured, in cm-1.
     */
    double spacing_cm1;
    /**
     * Width of the widest gap in cm-1.
     */
    double gap_cm1;
    /**
     * How far the baseline rises into the strongest band.
     */
    double rise_under_band;
    /**
     * Points that were altered as cosmic rays.
     */
    uint32_t altered;
    /**
     * Stretches where the baseline went above the signal.
     */
    uint32_t negative_lobes;
    /**
     * One shot cannot tell cosmic rays here.
     */
    int32_t cannot_tell;
    /**
     * The signal is cut off at its top.
     */
    int32_t saturated;
    /**
     * The axis looks like pixels.
     */
    int32_t axis_is_pixels;
    /**
     * The axis looks like wavelengths in nm.
     */
    int32_t axis_is_nm;
    /**
     * Whether the points can be an answer's base at all; where not, mixtures are not sought either.
     */
    int32_t measured;
    /**
     * Reweightings of the baseline's fit, 0 where there was none.
     */
    uint32_t baseline_iterations;
} ramatch_notes;

/**
 * The answer for one spectrum.
 */
typedef struct ramatch_answer {
    /**
     * What is said.
     */
    struct ramatch_verdict verdict;
    /**
     * All that the ranking lacks for an answer, by the numbers of reasons; the first says most.
     */
    int32_t lacks[RAMATCH_MOST_REASONS];
    /**
     * How many these are.
     */
    uint32_t lacks_len;
    /**
     * How many substances were ranked and written.
     */
    uint32_t ranked;
    /**
     * How many bands of the spectrum were written,
     */
    uint32_t bands;
    /**
     * ... and of the reference.
     */
    uint32_t reference_bands;
    /**
     * How many samples were written.
     */
    uint32_t samples;
    /**
     * How many entries have a score.
     */
    uint32_t scored;
    /**
     * How many substances have one.
     */
    uint32_t scored_substances;
    /**
     * Points of the grid that the spectrum covers, without its gaps.
     */
    uint32_t covered;
    /**
     * First point of the grid where it is known,
     */
    uint32_t from;
    /**
     * ... and the one behind the last.
     */
    uint32_t to;
    /**
     * By how much the axis was taken to be off: shift in cm-1,
     */
    double shift_cm1;
    /**
     * ... and stretch about 1000 cm-1. x is shift + stretch (x - 1000) too large.
     */
    double stretch;
    /**
     * What speaks for the first of the ranking; all NaN and 0 where nothing was compared.
     */
    struct ramatch_evidence evidence;
    /**
     * The numbers that the verdict goes by.
     */
    struct ramatch_decision decision;
    /**
     * What was noticed about the spectrum.
     */
    struct ramatch_notes notes;
} ramatch_answer;

/**
 * What a device knows of itself: how far its axis is off, what of it counts, and what that leaves open. A host fits it to measurements of
 * standards; a device holds its numbers in flash. ramatch_instrument_default fills in one that knows nothing.
 */
typedef struct ramatch_instrument {
    /**
     * How far its axis is off: shift in cm-1,
     */
    double shift_cm1;
    /**
     * ... and stretch about 1000 cm-1. A measured x is shift + stretch (x - 1000) too large.
     */
    double stretch;
    /**
     * First Raman shift that counts, in cm-1 as measured; -INFINITY for all,
     */
    double from_cm1;
    /**
     * ... and the last; INFINITY for all.
     */
    double to_cm1;
    /**
     * How far the corrected axis may still be off: shift in cm-1, 0 to 25,
     */
    double tolerance_shift_cm1;
    /**
     * ... and stretch, 0 to 0.01.
     */
    double tolerance_stretch;
    /**
     * Of mixtures: beyond this part of the signal something is unexplained, 0 to 1.
     */
    double unexplained;
} ramatch_instrument;

/**
 * An empty container as a row on the grid: what ramatch_container_row has made.
 */
typedef struct ramatch_container {
    /**
     * Its samples.
     */
    const float *row;
    /**
     * How many there are: the length of the grid.
     */
    size_t row_len;
    /**
     * First point of the grid where it is known,
     */
    uint32_t from;
    /**
     * ... and the one behind the last.
     */
    uint32_t to;
} ramatch_container;

/**
 * Bands, the highest first.
 */
typedef struct ramatch_told {
    /**
     * Their Raman shifts in cm-1, as the axis was aligned.
     */
    double shift_cm1[RAMATCH_MOST_TOLD];
    /**
     * How many there are.
     */
    uint32_t len;
    /**
     * Reserved, 0.
     */
    uint32_t reserved;
} ramatch_told;

/**
 * Another substance in the place of a component.
 */
typedef struct ramatch_rival {
    /**
     * Its best entry.
     */
    uint32_t entry;
    /**
     * Index of the substance.
     */
    uint32_t substance;
    /**
     * The part of what the component explains that it would explain in its place.
     */
    double part;
} ramatch_rival;

/**
 * One component of a mixture.
 */
typedef struct ramatch_component {
    /**
     * The entry whose row it is.
     */
    uint32_t entry;
    /**
     * Index of its substance.
     */
    uint32_t substance;
    /**
     * How many times its unit row is in the spectrum's row.
     */
    double amount;
    /**
     * Its part of the signal of all components, 0 to 1. Of signal, not of weight.
     */
    double share;
    /**
     * Standard deviation of the share.
     */
    double deviation;
    /**
     * How much it explains beside what nothing does, 0 to 1.
     */
    double evidence;
    /**
     * The part of what the spectrum shows that only it explains.
     */
    double part;
    /**
     * How much it explains, in units of the variance that is expected at a point.
     */
    double gain;
    /**
     * The part of what it explains that the best of the unlike references would in its place.
     */
    double unlike;
    /**
     * The part of what the spectrum shows that it carries, 0 to 1.
     */
    double carried;
    /**
     * Bands that it explains and nothing else does.
     */
    struct ramatch_told bands;
    /**
     * Other substances that would explain nearly as much in its place, the best first: it may be any of them.
     */
    struct ramatch_rival rivals[RAMATCH_MOST_RIVALS];
    /**
     * How many these are.
     */
    uint32_t rivals_len;
    /**
     * Reserved, 0.
     */
    uint32_t reserved;
} ramatch_component;

/**
 * What a spectrum is a sum of, as far as a sum was sought.
 */
typedef struct ramatch_mixture {
    /**
     * The components, by their shares, the largest first.
     */
    struct ramatch_component components[RAMATCH_MOST_COMPONENTS];
    /**
     * The part of all of the signal that is explained which each container has, 0 to 1, in their order.
     */
    double container_shares[RAMATCH_MOST_CONTAINERS];
    /**
     * How many components there are,
     */
    uint32_t components_len;
    /**
     * ... and how many containers.
     */
    uint32_t containers_len;
    /**
     * Whether a sum was sought at all. Where not (the spectrum cannot be compared, nothing rises above its noise, its points cannot be an
     * answer's base), all other fields are 0.
     */
    int32_t sought;
    /**
     * Whether something is there that nothing explains.
     */
    int32_t incomplete;
    /**
     * Whether a band stands clear beside the one component that is told.
     */
    int32_t has_more;
    /**
     * Whether `nearest` is there.
     */
    int32_t has_nearest;
    /**
     * The part of the signal that nothing explains, beyond noise, 0 to 1.
     */
    double unexplained;
    /**
     * Share above which 95 of 100 other references would have been told beside these; 1 where no more were sought.
     */
    double nothing_above;
    /**
     * Bands that nothing explains.
     */
    struct ramatch_told open_bands;
    /**
     * What would explain most of what is left, where something is; never told as a component.
     */
    struct ramatch_rival nearest;
    /**
     * By how much the axis was taken to be off for all of it: shift in cm-1,
     */
    double shift_cm1;
    /**
     * ... and stretch about 1000 cm-1.
     */
    double stretch;
    /**
     * First point of the grid where all of it is known,
     */
    uint32_t from;
    /**
     * ... and the one behind the last.
     */
    uint32_t to;
} ramatch_mixture;

/**
 * SNIP: bands are clipped to the mean of what stands to their left and right.
 */
typedef struct ramatch_snip {
    /**
     * About half the width of the widest band in samples; 0 to find it.
     */
    uint32_t max_half_window;
    /**
     * Not 0 for windows that shrink, which is smoother.
     */
    int32_t decreasing;
    /**
     * Order of the clipping filter: 2, 4, 6 or 8.
     */
    uint32_t filter_order;
    /**
     * Not 0 for the LLS transform around the clipping.
     */
    int32_t lls;
} ramatch_snip;

/**
 * Asymmetric least squares (Eilers & Boelens 2005).
 */
typedef struct ramatch_asls {
    /**
     * Stiffness, above 0, in units of sample spacing^4.
     */
    double lambda;
    /**
     * Weight above the baseline, between 0 and 1.
     */
    double p;
    /**
     * Relative change of the weights below which the fit has converged.
     */
    double tol;
    /**
     * Most reweightings.
     */
    uint32_t max_iter;
    /**
     * Reserved, 0.
     */
    uint32_t reserved;
} ramatch_asls;

/**
 * Asymmetrically reweighted penalised least squares (Baek et al. 2015).
 */
typedef struct ramatch_arpls {
    /**
     * Stiffness, above 0, in units of sample spacing^4.
     */
    double lambda;
    /**
     * Relative change of the weights below which the fit has converged.
     */
    double tol;
    /**
     * Most reweightings.
     */
    uint32_t max_iter;
    /**
     * Reserved, 0.
     */
    uint32_t reserved;
} ramatch_arpls;

/**
 * Savitzky-Golay: a polynomial through each window.
 */
typedef struct ramatch_savitzky_golay {
    /**
     * Samples in the window, odd, 3 to 1001.
     */
    uint32_t window;
    /**
     * Order of the polynomial, below the window, at most 20.
     */
    uint32_t poly_order;
    /**
     * Which derivative, 0 for the smoothed signal itself.
     */
    uint32_t derivative;
    /**
     * Reserved, 0.
     */
    uint32_t reserved;
} ramatch_savitzky_golay;

/**
 * Whitaker & Hayes' despiking with guards for bands.
 */
typedef struct ramatch_whitaker_hayes {
    /**
     * Threshold of the modified z-score.
     */
    double threshold;
    /**
     * FWHM of the narrowest Raman band to be expected, in cm-1.
     */
    double min_band_cm1;
    /**
     * Widest run of points that is still a spike.
     */
    uint32_t max_width;
    /**
     * Reserved, 0.
     */
    uint32_t reserved;
} ramatch_whitaker_hayes;

/**
 * How an iterative fit ended. Not converging is a fact, not an error.
 */
typedef struct ramatch_fit {
    /**
     * Solved systems; 1 for methods that do not iterate.
     */
    uint32_t iterations;
    /**
     * Whether the fit stopped changing within the tolerance.
     */
    int32_t converged;
    /**
     * The last relative change.
     */
    double change;
} ramatch_fit;

#if defined(RAMATCH_HOST)
/**
 * Where a host tells what is wrong, in words: a sentence that ends with a 0, cut to what there is room for. NULL and 0 for none.
 */
typedef struct ramatch_message {
    /**
     * Where it is written.
     */
    char *text;
    /**
     * For how many bytes there is room, the 0 included.
     */
    size_t len;
} ramatch_message;
#endif

/**
 * All is well.
 */
#define RAMATCH_OK 0

/**
 * All is well so far, and there is more to be done: call again. No error; only calls that work in steps answer it, and say so.
 */
#define RAMATCH_MORE 256

/**
 * A buffer has the wrong number of samples.
 */
#define RAMATCH_LENGTH 1

/**
 * A parameter lies outside its domain.
 */
#define RAMATCH_PARAMETER 2

/**
 * A recipe asks for something that this build does not hold.
 */
#define RAMATCH_UNSUPPORTED 3

/**
 * A query and a library were prepared by different recipes.
 */
#define RAMATCH_RECIPE_MISMATCH 4

/**
 * A recipe has too many steps, or steps that contradict each other.
 */
#define RAMATCH_RECIPE 5

/**
 * The caller called it off.
 */
#define RAMATCH_CANCELLED 6

/**
 * A pointer is null that must not be.
 */
#define RAMATCH_NULL 7

/**
 * A pointer does not lie on the boundary that its type asks for.
 */
#define RAMATCH_MISALIGNED 8

/**
 * A handle was not made yet, or is another one.
 */
#define RAMATCH_NOT_READY 9

/**
 * The program failed inside; this is a defect of ramatch.
 */
#define RAMATCH_PANICKED 10

/**
 * A sample is NaN or infinite.
 */
#define RAMATCH_NOT_FINITE 20

/**
 * A spectrum has too few points.
 */
#define RAMATCH_TOO_FEW_POINTS 21

/**
 * The axis does not rise strictly.
 */
#define RAMATCH_AXIS_ORDER 22

/**
 * The axis holds one value twice.
 */
#define RAMATCH_AXIS_DUPLICATE 23

/**
 * A number lies outside the range that is accepted.
 */
#define RAMATCH_NUMBER_RANGE 24

/**
 * All samples are equal.
 */
#define RAMATCH_FLAT 25

/**
 * Nothing is left to be normalised.
 */
#define RAMATCH_ZERO_NORM 26

/**
 * Too little of the grid is covered.
 */
#define RAMATCH_COVERAGE 27

/**
 * The axis is not known to be a Raman shift.
 */
#define RAMATCH_AXIS_UNIT_UNKNOWN 28

/**
 * Shots that are said to be of one sample cannot be.
 */
#define RAMATCH_UNLIKE_SHOTS 29

/**
 * The file holds nothing.
 */
#define RAMATCH_EMPTY 40

/**
 * The format of the file is not supported.
 */
#define RAMATCH_FORMAT_UNSUPPORTED 41

/**
 * A column is missing.
 */
#define RAMATCH_COLUMN_MISSING 42

/**
 * Something that should be a number is none.
 */
#define RAMATCH_NUMBER_SYNTAX 43

/**
 * A line is longer than the limit.
 */
#define RAMATCH_LINE_LIMIT 44

/**
 * The file declares or holds more than the limit.
 */
#define RAMATCH_LIMIT 45

/**
 * The bytes do not begin as a library does.
 */
#define RAMATCH_BAD_MAGIC 60

/**
 * The library's version cannot be read.
 */
#define RAMATCH_BAD_VERSION 61

/**
 * The bytes end too early, or go on too long.
 */
#define RAMATCH_TRUNCATED 62

/**
 * A section or a reference points outside its place.
 */
#define RAMATCH_BAD_OFFSET 63

/**
 * A required section is not known to this version.
 */
#define RAMATCH_UNKNOWN_SECTION 64

/**
 * A required section is missing, or there twice.
 */
#define RAMATCH_SECTION_COUNT 65

/**
 * The content does not match its hash.
 */
#define RAMATCH_HASH_MISMATCH 66

/**
 * An entry contradicts itself.
 */
#define RAMATCH_BAD_ENTRY 67

/**
 * The metadata section cannot be read.
 */
#define RAMATCH_BAD_METADATA 68

/**
 * The library holds no emphasised rows.
 */
#define RAMATCH_NOT_EMPHASIZED 69

/**
 * The bytes are no calibration, or a damaged one.
 */
#define RAMATCH_BAD_CALIBRATION 70

/**
 * The calibration was made for another library, recipe or software.
 */
#define RAMATCH_CALIBRATION_MISMATCH 71

/**
 * The text does not parse as the structure that it should be.
 */
#define RAMATCH_TEXT_SYNTAX 80

/**
 * An entry or a source states no licence.
 */
#define RAMATCH_LICENCE_MISSING 81

/**
 * A tag is not in the list of tags.
 */
#define RAMATCH_UNKNOWN_TAG 82

/**
 * A band lies outside its entry's interval.
 */
#define RAMATCH_BAND_OUTSIDE 83

/**
 * An id stands twice.
 */
#define RAMATCH_DUPLICATE_ID 84

/**
 * A CAS number's check digit is wrong.
 */
#define RAMATCH_BAD_CAS 85

/**
 * A field contradicts another, or is not of its form.
 */
#define RAMATCH_BAD_FIELD 86

/**
 * An entry names a substance or a source that does not exist.
 */
#define RAMATCH_UNKNOWN_REFERENCE 87

/**
 * There are fewer absent substances in trials than the rate needs.
 */
#define RAMATCH_TOO_FEW_SUBSTANCES 88

/**
 * One specimen stands in trials for two things.
 */
#define RAMATCH_SPECIMEN_TWICE 89

/**
 * Reading or writing failed.
 */
#define RAMATCH_IO 100

/**
 * There is no such file.
 */
#define RAMATCH_NO_SUCH_FILE 101

/**
 * A directory where a file is needed.
 */
#define RAMATCH_IS_DIRECTORY 102

/**
 * What stands there would be lost.
 */
#define RAMATCH_FILE_EXISTS 103

/**
 * The file is write-protected.
 */
#define RAMATCH_WRITE_PROTECTED 104

/**
 * A pipe, a device or a socket where a file is needed.
 */
#define RAMATCH_SPECIAL_FILE 105

/**
 * Another process is changing the file.
 */
#define RAMATCH_LOCKED 106

/**
 * The file is no longer what was read.
 */
#define RAMATCH_FILE_CHANGED 107

/**
 * A record of an answer cannot be read, or was changed.
 */
#define RAMATCH_BAD_RECORD 108

/**
 * What a record says comes out otherwise.
 */
#define RAMATCH_RECORD_DIFFERS 109

/**
 * More is declared than the bytes can hold.
 */
#define RAMATCH_DECLARED_EXCEEDS_DATA 120

/**
 * A count is zero, negative or no whole number.
 */
#define RAMATCH_BAD_COUNT 121

/**
 * More or less is there than is declared.
 */
#define RAMATCH_COUNT_MISMATCH 122

/**
 * The abscissa that opens a line is not where the line is.
 */
#define RAMATCH_XCHECK_FAILED 123

/**
 * The ordinate that opens a line is not the one that closed the line before.
 */
#define RAMATCH_YCHECK_FAILED 124

/**
 * A repetition follows no value.
 */
#define RAMATCH_DUP_WITHOUT_VALUE 125

/**
 * What is packed would unpack to more than the limit.
 */
#define RAMATCH_EXPANSION_LIMIT 126

/**
 * What is said of an axis contradicts itself.
 */
#define RAMATCH_AXIS_INCONSISTENT 127

/**
 * Several blocks of data where one is allowed, or several spectra where one is asked for.
 */
#define RAMATCH_MULTIPLE_BLOCKS 128

/**
 * A block that is declared or needed is not there.
 */
#define RAMATCH_BLOCK_MISSING 129

/**
 * Blocks are nested deeper than the limit.
 */
#define RAMATCH_DEPTH 130

/**
 * The end of the data is not marked: the file may be cut.
 */
#define RAMATCH_UNTERMINATED 131

/**
 * A label that matters stands twice, with two values.
 */
#define RAMATCH_DUPLICATE_LABEL 132

/**
 * The tables of a file are not as many or as long as it declares.
 */
#define RAMATCH_NTUPLES_DIM 133

/**
 * The size of a block is impossible.
 */
#define RAMATCH_BAD_BLOCK_SIZE 134

/**
 * A block that may stand once stands twice.
 */
#define RAMATCH_DUPLICATE_BLOCK 135

/**
 * A size is larger than any number of this machine.
 */
#define RAMATCH_SIZE_OVERFLOW 136

/**
 * Pickled objects, which are never read.
 */
#define RAMATCH_PICKLE_FORBIDDEN 137

/**
 * A name in an archive leads out of it.
 */
#define RAMATCH_BAD_PATH 138

/**
 * Two members of an archive have one name.
 */
#define RAMATCH_DUPLICATE_ENTRY 139

/**
 * The bytes do not follow the grammar of their format.
 */
#define RAMATCH_FORMAT_SYNTAX 140

/**
 * A label or field that is needed is not there.
 */
#define RAMATCH_LABEL_MISSING 141

/**
 * The file is well formed and holds no spectrum.
 */
#define RAMATCH_NO_SPECTRUM 142

/**
 * The measurement is of another kind than Raman.
 */
#define RAMATCH_NOT_RAMAN 143

/**
 * The spectrum was salvaged from a damaged file, which was not allowed here.
 */
#define RAMATCH_DAMAGED 144

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The interface's version that the library was built with: compare it with RAMATCH_ABI_VERSION once, at the start.
 */
uint32_t ramatch_abi_version(void);

/**
 * The version of ramatch, such as "0.1.0", for logs.
 */
const char *ramatch_version(void);

/**
 * The stable name of a status, such as "axis_order"; "ok" of RAMATCH_OK, "more" of RAMATCH_MORE, and "" of a number that is none. Static.
 */
const char *ramatch_status_name(ramatch_status status);

/**
 * What a status means, as a sentence. Static.
 */
const char *ramatch_strerror(ramatch_status status);

/**
 * The stable name of a verdict's number, such as "identified"; "" of a number that is none. Static.
 */
const char *ramatch_verdict_name(int32_t number);

/**
 * The stable name of a reason's number, such as "saturated"; "" of 0 and of a number that is none. Static.
 *
 * The book's page of fields and codes says what each means and what to do.
 */
const char *ramatch_reason_name(int32_t number);

/**
 * Opens the bytes of a library in place, from flash or a file in memory. They need no alignment. Header and section table are checked, no
 * hash and no record: see ramatch_library_check. O(sections).
 *
 * Answers RAMATCH_NULL, RAMATCH_MISALIGNED, and what is wrong with the bytes: RAMATCH_BAD_MAGIC, RAMATCH_BAD_VERSION, RAMATCH_TRUNCATED,
 * RAMATCH_BAD_OFFSET, RAMATCH_UNKNOWN_SECTION, RAMATCH_SECTION_COUNT, RAMATCH_RECIPE and others of a library file.
 *
 * The caller vouches:
 * There are `len` bytes at `bytes` that nobody changes while the library is used, and room for a library at `out`.
 */
ramatch_status ramatch_library_open(const void *bytes,
                                    size_t len,
                                    struct ramatch_library *out,
                                    struct ramatch_error *error);

/**
 * Checks every record and sample of a library: once after its bytes were written, not at every start. O(library). Hashes are not checked.
 *
 * Answers RAMATCH_BAD_ENTRY for the first entry that contradicts itself, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
 *
 * The caller vouches:
 * There is a library at `library`, or memory of its size that was set.
 */
ramatch_status ramatch_library_check(const struct ramatch_library *library,
                                     struct ramatch_error *error);

/**
 * Tells what a library holds. O(sections).
 *
 * Answers RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
 *
 * The caller vouches:
 * There is a library at `library`, or memory of its size that was set, and room at `out`.
 */
ramatch_status ramatch_library_describe(const struct ramatch_library *library,
                                        struct ramatch_library_about *out,
                                        struct ramatch_error *error);

/**
 * Tells id and name of substance `index`, from 0 on. The texts lie in the library's bytes. O(1).
 *
 * Answers RAMATCH_PARAMETER for an index that there is not, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
 *
 * The caller vouches:
 * As of ramatch_library_describe.
 */
ramatch_status ramatch_library_substance(const struct ramatch_library *library,
                                         uint32_t index,
                                         struct ramatch_substance *out,
                                         struct ramatch_error *error);

/**
 * Tells what is known of entry `index`, from 0 on. The texts lie in the library's bytes. O(1).
 *
 * Answers RAMATCH_PARAMETER for an index that there is not, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
 *
 * The caller vouches:
 * As of ramatch_library_describe.
 */
ramatch_status ramatch_library_entry(const struct ramatch_library *library,
                                     uint32_t index,
                                     struct ramatch_entry *out,
                                     struct ramatch_error *error);

/**
 * Begins the check of a whole library: BLAKE3 of the file and of every section, every record, every row. O(sections).
 *
 * For flash that was just written, or at every start if there is time. Nothing is refused before ramatch_check_step.
 *
 * Answers RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
 *
 * The caller vouches:
 * There is a library at `library`, or memory of its size that was set, whose bytes are still there, and room for a check at `check`.
 */
ramatch_status ramatch_check_begin(const struct ramatch_library *library,
                                   struct ramatch_check *check,
                                   struct ramatch_error *error);

/**
 * Looks at up to `bytes` bytes more of the library, at least at one row of it; between two steps a watchdog is fed. `done` and `of` are how
 * many bytes were looked at and how many there are in all; each may be NULL. O(bytes).
 *
 * Answers RAMATCH_MORE as long as there is more to look at, which is no error, and RAMATCH_OK once all is well; only that says so, not that `done` has reached `of`. Anything else is why the
 * library must not be used, and is answered again by every further step: RAMATCH_HASH_MISMATCH, RAMATCH_BAD_ENTRY. Of the call itself
 * RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
 *
 * The caller vouches:
 * There is a check at `check`, or memory of its size that was set, that nobody else uses; what it was begun with is still there.
 */
ramatch_status ramatch_check_step(struct ramatch_check *check,
                                  size_t bytes,
                                  uint64_t *done,
                                  uint64_t *of,
                                  struct ramatch_error *error);

/**
 * Fills in the defaults: an axis that may be off by 8 cm-1 and 0.3 %, all entries asked, nothing controlled, no container.
 *
 * Answers RAMATCH_NULL, RAMATCH_MISALIGNED.
 *
 * The caller vouches:
 * There is room for options at `out`.
 */
ramatch_status ramatch_options_default(struct ramatch_options *out,
                                       struct ramatch_error *error);

/**
 * Makes a matcher of a library. Every reference is looked at once, O(library).
 *
 * `squares` are lent: as many int32_t as the library has entries; sums over the references stand there. `calibration` are the bytes of its
 * trials, `calibration_len` of them; with NULL and 0 a ranking is made and nothing decided (not_calibrated). A table that was made for another
 * library lets a relative be told at best. `options` may be NULL for the defaults.
 *
 * Answers RAMATCH_NOT_EMPHASIZED for a library that cannot be asked, RAMATCH_UNSUPPORTED for a recipe that this build does not hold,
 * RAMATCH_BAD_ENTRY, RAMATCH_BAD_CALIBRATION, RAMATCH_CALIBRATION_MISMATCH for trials of other scores, RAMATCH_LENGTH for too few squares,
 * RAMATCH_PARAMETER for options, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
 *
 * The caller vouches:
 * There is a library at `library`, or memory of its size that was set; as many bytes and squares as stated, and room for a matcher at `out`;
 * nobody uses the squares for anything else while the matcher is used.
 */
ramatch_status ramatch_matcher_init(const struct ramatch_library *library,
                                    const void *calibration,
                                    size_t calibration_len,
                                    int32_t *squares,
                                    size_t squares_len,
                                    const struct ramatch_options *options,
                                    struct ramatch_matcher *out,
                                    struct ramatch_error *error);

/**
 * Tells how many bytes ramatch_identify has to be lent for a spectrum of up to `points` points and a ranking of `top` substances.
 *
 * RAMATCH_MEMORY_LEN is the same at compile time, for libraries of the default portable recipe.
 *
 * Answers RAMATCH_LENGTH for more points or substances than there may be, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
 *
 * The caller vouches:
 * There is a matcher at `matcher`, or memory of its size that was set, and room for a size at `out`.
 */
ramatch_status ramatch_memory_len(const struct ramatch_matcher *matcher,
                                  size_t points,
                                  size_t top,
                                  size_t *out,
                                  struct ramatch_error *error);

/**
 * Identifies one spectrum: prepared, aligned, compared with all references, judged. O(entries x grid points).
 *
 * `memory` is lent: ramatch_memory_len bytes on a boundary of RAMATCH_MEMORY_ALIGN; what stands there means nothing before and after, and
 * every call may have another. `patience` may be NULL. `results` says where ranking, bands and samples are to be written, as many as it has
 * room for; `answer` tells how many there are, the verdict, and the numbers that it goes by. No two of the arrays may overlap.
 *
 * The answer is that of a server with the same library, to the bit. A spectrum that can be compared with nothing (constant, nothing above
 * its baseline, too little of the grid, a list of peaks) is answered with RAMATCH_CANNOT_DECIDE and a reason; that is no error.
 *
 * Answers RAMATCH_TOO_FEW_POINTS, RAMATCH_NOT_FINITE, RAMATCH_AXIS_ORDER, RAMATCH_AXIS_DUPLICATE, RAMATCH_NUMBER_RANGE for the spectrum,
 * RAMATCH_LENGTH for too little memory (`error->expected` tells how much is needed), RAMATCH_PARAMETER for entries or a container that there
 * are not, RAMATCH_CANCELLED, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
 *
 * The caller vouches:
 * There is a matcher at `matcher`, or memory of its size that was set, and what it was made of is still there; arrays are as long as stated.
 */
ramatch_status ramatch_identify(const struct ramatch_matcher *matcher,
                                const struct ramatch_spectrum *spectrum,
                                void *memory,
                                size_t memory_len,
                                const struct ramatch_patience *patience,
                                const struct ramatch_results *results,
                                struct ramatch_answer *answer,
                                struct ramatch_error *error);

/**
 * Fills in an instrument that knows nothing of itself: its axis is right, all of it counts, and it may be off as far as any.
 *
 * Answers RAMATCH_NULL, RAMATCH_MISALIGNED.
 *
 * The caller vouches:
 * There is room for an instrument at `out`.
 */
ramatch_status ramatch_instrument_default(struct ramatch_instrument *out,
                                          struct ramatch_error *error);

/**
 * Takes what an instrument leaves open into options, before a matcher is made with them: how far its corrected axis may be off, and what of a
 * mixture is unexplained. The other options stay.
 *
 * Answers RAMATCH_PARAMETER for an instrument that cannot be, RAMATCH_NULL, RAMATCH_MISALIGNED.
 *
 * The caller vouches:
 * There are an instrument at `instrument` and options at `options`.
 */
ramatch_status ramatch_instrument_options(const struct ramatch_instrument *instrument,
                                          struct ramatch_options *options,
                                          struct ramatch_error *error);

/**
 * Corrects the axis of a spectrum and cuts it to the range that counts, before it is asked about. O(n).
 *
 * The corrected axis stands in `shift`, which is at least as long as the spectrum; `out` leads there and into the spectrum's own intensities.
 *
 * Answers RAMATCH_PARAMETER for an instrument that cannot be, RAMATCH_LENGTH for too little room, RAMATCH_TOO_FEW_POINTS where too few are
 * left, what ramatch_identify says of a spectrum, RAMATCH_NULL, RAMATCH_MISALIGNED.
 *
 * The caller vouches:
 * There is an instrument at `instrument`; arrays are as long as stated; there is room for a spectrum at `out`, which may be that of `spectrum`.
 */
ramatch_status ramatch_instrument_correct(const struct ramatch_instrument *instrument,
                                          const struct ramatch_spectrum *spectrum,
                                          float *shift,
                                          size_t shift_len,
                                          struct ramatch_spectrum *out,
                                          struct ramatch_error *error);

/**
 * Tells how many bytes ramatch_identify_mixture has to be lent for a spectrum of up to `points` points, a ranking of `top` substances and so
 * many containers. It is more than ramatch_memory_len says, and will do for ramatch_identify as well.
 *
 * RAMATCH_MIXTURE_MEMORY_LEN is the same at compile time, for libraries of the default portable recipe.
 *
 * Answers RAMATCH_LENGTH for more of them than there may be, RAMATCH_NULL, RAMATCH_MISALIGNED, RAMATCH_NOT_READY.
 *
 * The caller vouches:
 * There is a matcher at `matcher`, or memory of its size that was set, and room for a size at `out`.
 */
ramatch_status ramatch_mixture_memory_len(const struct ramatch_matcher *matcher,
                                          size_t points,
                                          size_t top,
                                          size_t containers,
                                          size_t *out,
                                          struct ramatch_error *error);

/**
 * Makes the row of an empty container out of its spectrum, measured on the same instrument: once, and to be kept. O(n).
 *
 * `row` is as long as the grid, `row_len` says so. `container` then leads to it, and stays good as long as the row does. `memory` is lent:
 * ramatch_memory_len for as many points will do.
 *
 * Answers RAMATCH_COVERAGE where less of the grid is known than the 400 cm-1 that a sample has to share with it, RAMATCH_FLAT,
 * RAMATCH_LENGTH, and what ramatch_identify says of a spectrum and of memory.
 *
 * The caller vouches:
 * As of ramatch_identify; there is room for a container at `container`.
 */
ramatch_status ramatch_container_row(const struct ramatch_matcher *matcher,
                                     const struct ramatch_spectrum *spectrum,
                                     void *memory,
                                     size_t memory_len,
                                     float *row,
                                     size_t row_len,
                                     struct ramatch_container *container,
                                     struct ramatch_error *error);

/**
 * Identifies one spectrum that may be a mixture: what ramatch_identify does, then it is taken apart into references of the library, beside
 * the user's own empty containers. O(entries x grid points) for each of some thirty looks.
 *
 * `answer` is that of ramatch_identify, but for its verdict: where that is RAMATCH_MIXTURE, the components of `mixture` are its names and not
 * the ranking. `mixture` is told whatever the verdict is, and means as much as that allows. `containers` are up to RAMATCH_MOST_CONTAINERS of
 * ramatch_container_row; NULL and 0 if there are none. `memory` is lent: ramatch_mixture_memory_len bytes on a boundary of
 * RAMATCH_MEMORY_ALIGN. All else is as of ramatch_identify.
 *
 * Both are those of a server with the same library, to the bit.
 *
 * Answers RAMATCH_UNSUPPORTED for a library without linear rows, RAMATCH_LENGTH for too many containers and for rows that are not as long as
 * the grid, RAMATCH_PARAMETER for a container that has less than 400 cm-1 of the axis in common with the sample, and what ramatch_identify
 * answers.
 *
 * The caller vouches:
 * As of ramatch_identify.
 */
ramatch_status ramatch_identify_mixture(const struct ramatch_matcher *matcher,
                                        const struct ramatch_spectrum *spectrum,
                                        const struct ramatch_container *containers,
                                        size_t containers_len,
                                        void *memory,
                                        size_t memory_len,
                                        const struct ramatch_patience *patience,
                                        const struct ramatch_results *results,
                                        struct ramatch_answer *answer,
                                        struct ramatch_mixture *mixture,
                                        struct ramatch_error *error);

/**
 * The defaults of SNIP.
 */
struct ramatch_snip ramatch_snip_default(void);

/**
 * The defaults of AsLS.
 */
struct ramatch_asls ramatch_asls_default(void);

/**
 * The defaults of arPLS.
 */
struct ramatch_arpls ramatch_arpls_default(void);

/**
 * The defaults of Savitzky-Golay.
 */
struct ramatch_savitzky_golay ramatch_savitzky_golay_default(void);

/**
 * The defaults of despiking.
 */
struct ramatch_whitaker_hayes ramatch_whitaker_hayes_default(void);

/**
 * Doubles of scratch that ramatch_snip_baseline needs for `n` samples, whatever its parameters; 0 for more than RAMATCH_MOST_POINTS.
 */
size_t ramatch_snip_scratch_len(size_t n);

/**
 * Doubles of scratch that ramatch_asls_baseline needs for `n` samples; 0 for more than RAMATCH_MOST_POINTS.
 */
size_t ramatch_asls_scratch_len(size_t n);

/**
 * Doubles of scratch that ramatch_arpls_baseline needs for `n` samples; 0 for more than RAMATCH_MOST_POINTS.
 */
size_t ramatch_arpls_scratch_len(size_t n);

/**
 * Doubles of scratch that ramatch_savitzky_golay_smooth needs for a window of so many samples; 0 for one that there may not be.
 */
size_t ramatch_savitzky_golay_scratch_len(uint32_t window);

/**
 * Doubles of scratch that ramatch_despike needs for `n` samples; 0 for more than RAMATCH_MOST_POINTS.
 */
size_t ramatch_despike_scratch_len(size_t n);

/**
 * Estimates the baseline of `y` by SNIP into `baseline`.
 *
 * `y` and `baseline` are `n` samples at equal distances, `scratch` holds ramatch_snip_scratch_len(n) doubles, whose content means nothing
 * before and after. `fit` may be NULL. No two of the arrays may overlap. O(n x window).
 *
 * Answers RAMATCH_PARAMETER, RAMATCH_TOO_FEW_POINTS below 5 samples, RAMATCH_NOT_FINITE, RAMATCH_NUMBER_RANGE, RAMATCH_LENGTH,
 * RAMATCH_NULL, RAMATCH_MISALIGNED.
 *
 * The caller vouches:
 * The arrays are as long as stated.
 */
ramatch_status ramatch_snip_baseline(const struct ramatch_snip *parameters,
                                     const double *y,
                                     size_t n,
                                     double *baseline,
                                     double *scratch,
                                     size_t scratch_len,
                                     struct ramatch_fit *fit,
                                     struct ramatch_error *error);

/**
 * Estimates the baseline of `y` by AsLS into `baseline`; see ramatch_snip_baseline. O(n) for each reweighting.
 *
 * The caller vouches:
 * The arrays are as long as stated.
 */
ramatch_status ramatch_asls_baseline(const struct ramatch_asls *parameters,
                                     const double *y,
                                     size_t n,
                                     double *baseline,
                                     double *scratch,
                                     size_t scratch_len,
                                     struct ramatch_fit *fit,
                                     struct ramatch_error *error);

/**
 * Estimates the baseline of `y` by arPLS into `baseline`; see ramatch_snip_baseline. O(n) for each reweighting.
 *
 * The caller vouches:
 * The arrays are as long as stated.
 */
ramatch_status ramatch_arpls_baseline(const struct ramatch_arpls *parameters,
                                      const double *y,
                                      size_t n,
                                      double *baseline,
                                      double *scratch,
                                      size_t scratch_len,
                                      struct ramatch_fit *fit,
                                      struct ramatch_error *error);

/**
 * Smooths `y` by Savitzky-Golay into `out`, or differentiates it.
 *
 * `y` and `out` are `n` samples, at least the window, `step` cm-1 apart with its sign; only derivatives depend on it. `scratch` holds
 * ramatch_savitzky_golay_scratch_len(window) doubles. No two of the arrays may overlap. O(n x window).
 *
 * Answers as ramatch_snip_baseline.
 *
 * The caller vouches:
 * The arrays are as long as stated.
 */
ramatch_status ramatch_savitzky_golay_smooth(const struct ramatch_savitzky_golay *parameters,
                                             const double *y,
                                             size_t n,
                                             double step,
                                             double *out,
                                             double *scratch,
                                             size_t scratch_len,
                                             struct ramatch_error *error);

/**
 * Replaces cosmic rays in `y` by the mean of their neighbours, and marks them in `altered`.
 *
 * `shift_cm1`, `y` and `altered` are `n` items; an item of `altered` becomes 1 where that of `y` was one, else 0. `scratch` holds ramatch_despike_scratch_len(n)
 * doubles. `cannot_tell` becomes 1 where one shot cannot tell; it may be NULL. No two of the arrays may overlap. O(n).
 *
 * Answers as ramatch_snip_baseline.
 *
 * The caller vouches:
 * The arrays are as long as stated.
 */
ramatch_status ramatch_despike(const struct ramatch_whitaker_hayes *parameters,
                               const float *shift_cm1,
                               double *y,
                               uint8_t *altered,
                               size_t n,
                               double *scratch,
                               size_t scratch_len,
                               int32_t *cannot_tell,
                               struct ramatch_error *error);

/**
 * Brings `y` to one scale, by one of RAMATCH_NORMALIZE_*, in place.
 *
 * `y` and `scratch` are `n` doubles, `step` is the distance of neighbours in cm-1; only the area depends on it. O(n).
 *
 * Answers RAMATCH_ZERO_NORM where there is nothing to divide by; else as ramatch_snip_baseline.
 *
 * The caller vouches:
 * The arrays are as long as stated.
 */
ramatch_status ramatch_normalize(int32_t how,
                                 double *y,
                                 size_t n,
                                 double step,
                                 double *scratch,
                                 size_t scratch_len,
                                 struct ramatch_error *error);

/**
 * Brings `y`, one sample for each point of `spectrum`, onto a grid: each of its points becomes the mean over its cell.
 *
 * The grid begins at `start_cm1`, its points are `step_cm1` apart, and `out` has room for `len` of them, 16 to RAMATCH_MOST_POINTS. What is
 * known lies from point `from` to the one before `to`; elsewhere `out` is 0 and means nothing. O(points + len).
 *
 * Answers as ramatch_snip_baseline, and RAMATCH_AXIS_ORDER for the axis.
 *
 * The caller vouches:
 * The arrays are as long as stated; `y` is as long as the spectrum.
 */
ramatch_status ramatch_resample(const struct ramatch_spectrum *spectrum,
                                const double *y,
                                double start_cm1,
                                double step_cm1,
                                double *out,
                                size_t len,
                                uint32_t *from,
                                uint32_t *to,
                                struct ramatch_error *error);

#if defined(RAMATCH_HOST)
/**
 * Reads a Raman spectrum of a file of an instrument, recognised by its content, onto the heap. `path` is UTF-8 and ends with a 0.
 *
 * `*out` becomes NULL where it is refused. `message` may be NULL; else what is wrong is told there in words.
 *
 * Answers RAMATCH_NO_SUCH_FILE, RAMATCH_IO, and what is wrong with the file: RAMATCH_FORMAT_UNSUPPORTED, RAMATCH_AXIS_UNIT_UNKNOWN,
 * RAMATCH_NOT_RAMAN and others of the book's table; RAMATCH_PARAMETER for a path that is not UTF-8, RAMATCH_NULL, RAMATCH_MISALIGNED.
 *
 * The caller vouches:
 * `path` ends with a 0, there is room for a pointer at `out`.
 */
ramatch_status ramatch_spectrum_read(const char *path,
                                     struct ramatch_file **out,
                                     const struct ramatch_message *message,
                                     struct ramatch_error *error);
#endif

#if defined(RAMATCH_HOST)
/**
 * Tells where the spectrum of a file lies; it stays there until the file is freed.
 *
 * Answers RAMATCH_NULL, RAMATCH_MISALIGNED.
 *
 * The caller vouches:
 * `file` was made by ramatch_spectrum_read and not freed.
 */
ramatch_status ramatch_file_spectrum(const struct ramatch_file *file,
                                     struct ramatch_spectrum *out,
                                     struct ramatch_error *error);
#endif

#if defined(RAMATCH_HOST)
/**
 * Frees what ramatch_spectrum_read made; NULL is nothing.
 *
 * The caller vouches:
 * `file` was made by ramatch_spectrum_read and not freed.
 */
void ramatch_file_free(struct ramatch_file *file);
#endif

#if defined(RAMATCH_HOST)
/**
 * The built-in library, prepared for the portable recipe, as it is written to the flash of a device. Takes a second.
 *
 * The caller vouches:
 * There is room for a pointer at `out`.
 */
ramatch_status ramatch_embedded_library(struct ramatch_bytes **out,
                                        const struct ramatch_message *message,
                                        struct ramatch_error *error);
#endif

#if defined(RAMATCH_HOST)
/**
 * A library of a file, verified and prepared for the portable recipe, as it is written to the flash of a device. `path` is UTF-8 and ends with
 * a 0. The library has to hold what its references were made from.
 *
 * Answers as ramatch_spectrum_read, and what is wrong with the library: RAMATCH_HASH_MISMATCH and others.
 *
 * The caller vouches:
 * `path` ends with a 0, there is room for a pointer at `out`.
 */
ramatch_status ramatch_portable_library(const char *path,
                                        struct ramatch_bytes **out,
                                        const struct ramatch_message *message,
                                        struct ramatch_error *error);
#endif

#if defined(RAMATCH_HOST)
/**
 * The trials of the built-in library, as they are written to the flash of a device.
 *
 * The caller vouches:
 * There is room for a pointer at `out`.
 */
ramatch_status ramatch_embedded_calibration(struct ramatch_bytes **out,
                                            const struct ramatch_message *message,
                                            struct ramatch_error *error);
#endif

#if defined(RAMATCH_HOST)
/**
 * Where bytes on the heap lie; they stay there until they are freed. NULL of NULL.
 *
 * The caller vouches:
 * `bytes` is null, or was made by a function of this header and not freed.
 */
const uint8_t *ramatch_bytes_data(const struct ramatch_bytes *bytes);
#endif

#if defined(RAMATCH_HOST)
/**
 * How many bytes there are. 0 of NULL.
 *
 * The caller vouches:
 * `bytes` is null, or was made by a function of this header and not freed.
 */
size_t ramatch_bytes_len(const struct ramatch_bytes *bytes);
#endif

#if defined(RAMATCH_HOST)
/**
 * Frees bytes; NULL is nothing.
 *
 * The caller vouches:
 * `bytes` was made by a function of this header and not freed.
 */
void ramatch_bytes_free(struct ramatch_bytes *bytes);
#endif

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* RAMATCH_H */
