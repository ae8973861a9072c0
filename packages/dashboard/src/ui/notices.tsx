import { type ComponentChildren, createContext } from "preact";
import { useCallback, useContext, useEffect, useState } from "preact/hooks";

const SHOWN_MS = 6_000;

const AnnounceContext = createContext<(text: string) => void>(() => undefined);

/** Says in one line, to eyes and screen readers, that something the operator did was accepted. */
export function useAnnounce(): (text: string) => void {
  return useContext(AnnounceContext);
}

interface NoticesProps {
  readonly children: ComponentChildren;
}

export function Notices({ children }: NoticesProps) {
  const [notice, setNotice] = useState<{ readonly text: string } | null>(null);
  const announce = useCallback((text: string) => setNotice({ text }), []);
  useEffect(() => {
    if (notice === null) return undefined;
    const id = setTimeout(() => setNotice(null), SHOWN_MS);
    return () => clearTimeout(id);
  }, [notice]);
  return (
    <AnnounceContext.Provider value={announce}>
      {children}
      <div class="notices" role="status" aria-live="polite">
        {notice !== null && <p class="notice">{notice.text}</p>}
      </div>
    </AnnounceContext.Provider>
  );
}
