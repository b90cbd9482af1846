import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** onnxruntime-node's WebGPU provider reaches a device through Vulkan: a loader and a driver. */

/** The software driver beside Debian's Chromium; any other must be named by the environment. */
export const SOFTWARE_DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';

export function hasVulkanLoader(): boolean {
  const { stdout } = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
  return stdout?.includes('libvulkan.so.1') ?? false;
}

/** Whether a WebGPU device can be had in Node here; names the software driver if none is named. */
export function findVulkan(): boolean {
  if (process.platform !== 'linux') return true;
  if (!hasVulkanLoader()) return false;
  if (process.env['VK_ICD_FILENAMES'] || process.env['VK_DRIVER_FILES']) return true;
  if (!existsSync(SOFTWARE_DRIVER)) return false;
  process.env['VK_ICD_FILENAMES'] = SOFTWARE_DRIVER;
  return true;
}
