/* Rust's standard library takes its random numbers from ProcessPrng, which the
 * Wine of Debian 12 lacks. For tests under Wine only: built as the library that
 * has it on Windows, and answered from an older source of the same system. */

#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *data, SIZE_T length)
{
    return RtlGenRandom(data, (ULONG)length);
}
