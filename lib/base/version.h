/*
 * The one place that names the version of the toolkit.
 */
#ifndef SCRM_BASE_VERSION_H
#define SCRM_BASE_VERSION_H

#define SCRM_VERSION "0.1.0"

#endif
