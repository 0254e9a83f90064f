/*
 * The grids of a report, one function a section.
 */
#ifndef SCRM_REPORT_SECTIONS_H
#define SCRM_REPORT_SECTIONS_H

#include "report/document.h"

/* Adds cases, rose, networks, intents, topics, brands, languages, the
 * breakdown, clocks, days and stages to the document, in reading order. */
void scrm_sections_build(struct scrm_document *document,
                         const struct scrm_document_input *input);

#endif
