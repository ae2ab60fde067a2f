/* Puts two files into flash: -DLIBRARY='"library.rsl"' -DTRIALS='"trials.rcl"'. */
    .section .rodata
    .global library_flash, library_flash_end, trials_flash, trials_flash_end
    .balign 8
library_flash:
    .incbin LIBRARY
library_flash_end:
    .balign 8
trials_flash:
    .incbin TRIALS
trials_flash_end:
#if defined(__linux__) && defined(__ELF__)
    .section .note.GNU-stack, "", %progbits
#endif
