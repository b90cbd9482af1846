/* Stands in for Chromium's SwiftShader and hands every call over to Mesa's lavapipe, which, unlike SwiftShader, computes in float16.
   Chromium takes its own software card only if vendor, device and name are SwiftShader's, so those are what it is told. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))
#ifndef LAVAPIPE
#define LAVAPIPE "/usr/lib/x86_64-linux-gnu/libvulkan_lvp.so"
#endif

typedef void (*Function)(void);
typedef Function (*GetAddress)(void *instance, const char *name);
typedef void (*GetProperties)(void *card, uint32_t *properties);

static GetAddress lavapipe;
static GetProperties properties, properties2;

static void open_lavapipe(void) {
  if (lavapipe) return;
  void *library = dlopen(LAVAPIPE, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    fprintf(stderr, "shim: %s\n", dlerror());
    return;
  }
  int (*negotiate)(uint32_t *) = (int (*)(uint32_t *))dlsym(library, "vk_icdNegotiateLoaderICDInterfaceVersion");
  uint32_t version = 5;
  if (negotiate) negotiate(&version);
  lavapipe = (GetAddress)dlsym(library, "vk_icdGetInstanceProcAddr");
}

/* VkPhysicalDeviceProperties: apiVersion, driverVersion, vendorID, deviceID, deviceType, char deviceName[256] */
static void rename_card(uint32_t *found) {
  found[2] = 0x1AE0;
  found[3] = 0xC0DE;
  memset(found + 5, 0, 256);
  strcpy((char *)(found + 5), "SwiftShader Device (lavapipe)");
}

static void get_properties(void *card, uint32_t *found) {
  properties(card, found);
  rename_card(found);
}

/* VkPhysicalDeviceProperties2 begins with 16 bytes of sType and pNext. */
static void get_properties2(void *card, uint32_t *found) {
  properties2(card, found);
  rename_card(found + 4);
}

/* Not the exported name itself: calls of that one may end in the loader's function of the same name. */
static Function find(void *instance, const char *name) {
  open_lavapipe();
  if (!lavapipe) return 0;
  if (!strcmp(name, "vkGetInstanceProcAddr")) return (Function)find;
  Function found = lavapipe(instance, name);
  if (!found) return 0;
  if (!strcmp(name, "vkGetPhysicalDeviceProperties")) {
    properties = (GetProperties)found;
    return (Function)get_properties;
  }
  if (!strcmp(name, "vkGetPhysicalDeviceProperties2") || !strcmp(name, "vkGetPhysicalDeviceProperties2KHR")) {
    properties2 = (GetProperties)found;
    return (Function)get_properties2;
  }
  return found;
}

EXPORT Function vkGetInstanceProcAddr(void *instance, const char *name) {
  return find(instance, name);
}

EXPORT Function vk_icdGetInstanceProcAddr(void *instance, const char *name) {
  return find(instance, name);
}

EXPORT int vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t *version) {
  if (*version > 5) *version = 5;
  return 0;
}
