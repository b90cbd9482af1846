import { SHARED_FILE, SHARED_PARAMETER } from '../protocol/offline.ts';

/** The form field that the web app manifest names. */
const FIELD = 'file';

/**
 * Takes a file from the system's share sheet: keeps it for the page and opens the page, which reads
 * it with `takeSharedFile`.
 * @param app the app's folder, absolute, with its final slash
 */
export async function receiveSharedFile(
  request: Request,
  cache: Cache,
  app: string,
): Promise<Response> {
  const address = new URL(app);
  const file = await sharedFile(request);
  if (file instanceof File) {
    const headers = {
      'Content-Type': file.type,
      [SHARED_FILE.nameHeader]: encodeURIComponent(file.name),
    };
    await cache.put(new URL(SHARED_FILE.entry, app), new Response(file, { headers }));
    address.searchParams.set(SHARED_PARAMETER, '');
  }
  // 303: the page is asked for with GET.
  return Response.redirect(address, 303);
}

/** A share that cannot be read opens the app all the same, instead of the browser's error page. */
async function sharedFile(request: Request): Promise<unknown> {
  try {
    return (await request.formData()).get(FIELD);
  } catch {
    return null;
  }
}
