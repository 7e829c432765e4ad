import { Button, type ButtonProps } from '@mui/material';
import { Link } from 'react-router';

/** A link that looks like the button it stands beside. */
export function LinkButton({ to, ...rest }: ButtonProps & { to: string }) {
  return <Button component={Link} to={to} {...rest} />;
}
