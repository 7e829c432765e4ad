import { Button } from '@mui/material';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from './empty-state.tsx';

interface BoundaryState {
  error: Error | null;
}

/** An error while a panel is drawn ends that panel only; it can be tried again. */
export class PanelBoundary extends Component<{ children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown): void {
    console.error('a panel failed', error);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <Crashed message={error.message} onRetry={() => this.setState({ error: null })} />;
  }
}

function Crashed({ message, onRetry }: { message: string; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <EmptyState
        title={t('crash.title')}
        text={t('crash.text', { message })}
        action={<Button onClick={onRetry}>{t('crash.again')}</Button>}
      />
    </div>
  );
}
