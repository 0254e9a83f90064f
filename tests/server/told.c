/*
 * Between a program and libcurl (LD_PRELOAD): what the program tells it, as lines
 * "OPTION VALUE" in the file that TOLD names. Numbers only, and texts where the option takes
 * one; nothing is changed.
 */
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#undef curl_easy_setopt

CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
    CURLcode (*real)(CURL *, CURLoption, ...) =
        (CURLcode(*)(CURL *, CURLoption, ...))dlsym(RTLD_NEXT, "curl_easy_setopt");
    const struct curl_easyoption *known = curl_easy_option_by_id(option);
    FILE *file = fopen(getenv("TOLD"), "a");
    va_list args;
    void *value;

    va_start(args, option);
    value = va_arg(args, void *);
    va_end(args);
    if (file && known && known->type == CURLOT_STRING)
        fprintf(file, "%s %s\n", known->name, value ? (const char *)value : "-");
    else if (file && known && (known->type == CURLOT_LONG || known->type == CURLOT_VALUES))
        fprintf(file, "%s %ld\n", known->name, (long)value);
    if (file)
        fclose(file);
    return real(easy, option, value);
}
