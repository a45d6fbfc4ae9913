/* Apus for C: runs an .apus model in memory that the caller owns. Without a heap, a C library, floating point or a
   global variable; the answers are the bytes that every other machine gives.

     static _Alignas(16) uint8_t memory[MEMORY_BYTES];      // at least apus_model_size(model, model_bytes)

     apus_session *session;
     apus_status status = apus_open(&session, model, model_bytes, memory, sizeof memory);
     if (status != APUS_OK) return status;
     size_t count;
     int8_t *input = apus_input(session, &count);           // fill input[0] … input[count - 1]
     apus_run(session);
     const int8_t *output = apus_output(session, &count);   // read output[0] … output[count - 1]

   These five functions do for one input and one output. Networks of several have those at the end of this file, which
   take no room in a program that does not call them; so has state, which a network keeps from run to run.

   The model's bytes and the memory belong to the session until it is used no more; nothing has to be closed. The model
   may lie in flash, and is only read. Sessions in different memories share nothing: they may run in different threads
   or interrupts, of one model too. All sizes are in bytes.

   The library is built by Tools/build-library. */
#ifndef APUS_H
#define APUS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where a model and a session's memory must start: at a multiple of this. */
#define APUS_ALIGNMENT 16

/* A model that has been checked, with the memory it runs in. It lies in that memory. */
typedef struct apus_session apus_session;

/* What apus_open says. Those from APUS_BAD_SECTIONS on mean that a field of the model says what is impossible, although
   the model is as it was written; `apus inspect` on a workstation names the byte. */
typedef enum apus_status {
  /* The session is open. */
  APUS_OK = 0,
  /* The memory does not start at a multiple of 16. */
  APUS_MEMORY_MISALIGNED = 1,
  /* The memory has fewer bytes than apus_model_size says, or is NULL. */
  APUS_MEMORY_TOO_SMALL = 2,
  /* The model does not start at a multiple of 16. */
  APUS_MODEL_MISALIGNED = 3,
  /* The model is cut off, has bytes to spare, or is NULL: model_bytes is not the length that the model says it has. */
  APUS_MODEL_LENGTH = 4,
  /* This is not an .apus model: it does not start with APUS. */
  APUS_NOT_A_MODEL = 5,
  /* The model is of a version of the format that this library does not read. */
  APUS_MODEL_VERSION = 6,
  /* The model is damaged: its checksum is wrong. */
  APUS_MODEL_CHECKSUM = 7,

  /* A section overlaps another, is not aligned or leaves the file. */
  APUS_BAD_SECTIONS = 16,
  /* The number of operators is not in 1 ... 4096. */
  APUS_BAD_OPERATOR_COUNT,
  /* The number of class names is neither 0 nor the number of outputs. */
  APUS_BAD_CLASS_COUNT,
  /* An unknown preprocessing style or flag. */
  APUS_BAD_PREPROCESSING,
  /* Names or the pixel table do not end where the file ends. */
  APUS_BAD_METADATA,
  /* An operator that this library does not hold: it was built with those of another model. */
  APUS_BAD_OPERATOR,
  /* A number of inputs that the operator does not take. */
  APUS_BAD_INPUT_COUNT,
  /* An input that no earlier operator makes. */
  APUS_BAD_INPUT,
  /* Impossible extents. */
  APUS_BAD_SHAPE,
  /* A value that is not aligned in the arena or leaves it. */
  APUS_BAD_ARENA_REGION,
  /* A scale that is not positive and finite. */
  APUS_BAD_SCALE,
  /* Quantization parameters that must equal the input's. */
  APUS_BAD_QUANTIZATION,
  /* A clamp that is empty. */
  APUS_BAD_CLAMP,
  /* A window that does not fit. */
  APUS_BAD_WINDOW,
  /* Channels that do not divide into the groups. */
  APUS_BAD_GROUPS,
  /* Constants that are not aligned or leave their section. */
  APUS_BAD_CONSTANTS,
  /* A constant operand in an impossible place. */
  APUS_BAD_OPERAND,
  /* A multiplier or shift out of range. */
  APUS_BAD_MULTIPLIER,
  /* An accumulator that could overflow. */
  APUS_BAD_ACCUMULATOR,
  /* An output that overwrites an input while it is read. */
  APUS_BAD_OVERLAP,
  /* A value that has been overwritten. */
  APUS_BAD_OVERWRITTEN,
  /* A byte that must be zero. */
  APUS_BAD_RESERVED,
  /* No inputs, no outputs, or more than this library has: it was built for another model. */
  APUS_BAD_VALUE_COUNT,
  /* Elements that the operator does not take. */
  APUS_BAD_ELEMENT,
  /* An output of which something impossible is said. */
  APUS_BAD_OUTPUT,
  /* A state that becomes a value of another kind. */
  APUS_BAD_STATE,
  /* Records of the compact form that leave the file. */
  APUS_BAD_STREAM,
  /* Rows of enrolled classes that are damaged or too many, or that no operator takes. */
  APUS_BAD_ENROLLED
} apus_status;

/* Bytes of memory that a session of a model needs: for the network's values, for what the kernels of this library need
   beside them, and for the session. 0 where the model cannot be run; apus_open then says why.

   For memory whose size is fixed when a program is compiled, Tools/build-library --operators-of prints it. */
size_t apus_model_size(const void *model, size_t model_bytes);

/* Checks a model and makes it ready to run.

   `session` is set to the session, or to NULL where the status is not APUS_OK; the memory has then not been touched.
   `model` is the whole .apus file, at a multiple of 16. Everything in it is checked here, so that whatever the bytes
   were, apus_run stays within the model and the memory.
   `memory` starts at a multiple of 16; what it contains does not matter. It must not overlap the model. */
apus_status apus_open(apus_session **session, const void *model, size_t model_bytes, void *memory, size_t memory_bytes);

/* The input, or the first one, of int8, for the caller to fill before every run, which may overwrite it: rows, columns,
   channels, the last one fastest. An integer q stands for scale * (q - zero point). FORMAT.md says where the model has these two, and the
   table of its input for every 8-bit pixel.
   `count` is set to the number of its elements; it may be NULL. Without a session (NULL) there are none. */
int8_t *apus_input(apus_session *session, size_t *count);

/* Computes the outputs from the inputs and the state, and what the state becomes. It cannot fail; without a session
   (NULL) it does nothing. */
void apus_run(apus_session *session);

/* The output, or the first one, of int8, from a run until an input is filled again: for a classifier, one element for each class, of which the
   highest is the answer. `count` is set to the number of its elements; it may be NULL. Without a session (NULL) there
   are none. */
const int8_t *apus_output(const apus_session *session, size_t *count);

/* How many inputs and outputs the model has: at least one of each. Without a session (NULL) none. */
size_t apus_input_count(const apus_session *session);
size_t apus_output_count(const apus_session *session);

/* An input or an output by its index, as apus_input and apus_output have the first. NULL where there is none.
   `count` is set to the number of its elements, 0 where there is none.
   `element_bytes` is set to the bytes of each: 1 for int8_t, 2 for int16_t, 4 for int32_t. What is returned points
   to elements of that type, at a multiple of 16. Both may be NULL. All inputs must be filled before every run.

     size_t count, element_bytes;
     void *elements = apus_input_at(session, index, &count, &element_bytes);
     if (element_bytes == sizeof(int16_t)) …                // fill ((int16_t *)elements)[0 … count - 1] */
void *apus_input_at(apus_session *session, size_t index, size_t *count, size_t *element_bytes);
const void *apus_output_at(const apus_session *session, size_t index, size_t *count, size_t *element_bytes);

/* The index of the input or the output of a name, or -1 where there is none: the name is a string in UTF-8 that ends with
   a zero. It is looked for in the model, which takes a while: ask once. A model of one input has no name for it, nor has
   one of one output. -1 also without a session or a name (NULL). */
int32_t apus_find_input(const apus_session *session, const char *name);
int32_t apus_find_output(const apus_session *session, const char *name);

/* Gives all state the values that it starts with, as apus_open does. Without a session (NULL) it does nothing. */
void apus_reset(apus_session *session);

/* The class that an output says after a run, decided in integers, as every other machine decides it: the first of the
   highest elements or, of one probability, 1 where that is a half or more and 0 elsewhere. -1 where the model has a rule by
   which this is none of its classes, for an output that is no scores of classes, where there is no such output, and without
   a session (NULL). */
int32_t apus_decision(const apus_session *session, size_t output_index);

#ifdef __cplusplus
}
#endif

#endif
